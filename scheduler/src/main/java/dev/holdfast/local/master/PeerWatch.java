package dev.holdfast.local.master;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/**
 * Notices that the one who reads an endless answer has closed the connection. A server that only writes would learn it
 * at its second write, half a minute later; so the socket is asked for input, of which there can be none but the end.
 */
final class PeerWatch implements BooleanSupplier {

    private final EndPoint endPoint;
    private final ByteBuffer nothingExpected = ByteBuffer.allocate(1);

    private PeerWatch(EndPoint endPoint) {
        this.endPoint = endPoint;
    }

    static PeerWatch of(HttpServletRequest request) {
        return new PeerWatch(ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint());
    }

    @Override
    public boolean getAsBoolean() {
        try {
            // Jetty's buffers are in flush mode: empty means position and limit at zero.
            nothingExpected.position(0).limit(0);
            return !endPoint.isOpen() || endPoint.fill(nothingExpected) != 0;
        } catch (IOException gone) {
            return true;
        }
    }
}
