import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a resolver on an agent does with our domain: passes questions on to the schedulers, and turns to the next where one does not answer, or
 * answers SERVFAIL. While the file DEAF is there it answers nothing at all.
 *
 * <p>Resolver DEAF LISTEN SERVER,SERVER,…
 */
final class Resolver {

    private static final int WAIT_MILLIS = 400;
    private static final int SERVFAIL = 2;

    private final Path deaf;
    private final List<InetSocketAddress> servers;
    private volatile int good;

    private Resolver(Path deaf, List<InetSocketAddress> servers) {
        this.deaf = deaf;
        this.servers = servers;
    }

    public static void main(String[] arguments) throws IOException {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String server : arguments[2].split(",")) {
            servers.add(address(server));
        }
        Resolver resolver = new Resolver(Path.of(arguments[0]), servers);
        try (DatagramSocket socket = new DatagramSocket(address(arguments[1]))) {
            while (true) {
                DatagramPacket question = new DatagramPacket(new byte[4096], 4096);
                socket.receive(question);
                Thread thread = new Thread(() -> resolver.answer(socket, question));
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private void answer(DatagramSocket socket, DatagramPacket question) {
        if (Files.exists(deaf)) {
            return;
        }
        byte[] asked = Arrays.copyOf(question.getData(), question.getLength());
        int first = good;
        for (int i = 0; i < servers.size(); i++) {
            int server = (first + i) % servers.size();
            try (DatagramSocket on = new DatagramSocket()) {
                on.setSoTimeout(WAIT_MILLIS);
                on.connect(servers.get(server));
                on.send(new DatagramPacket(asked, asked.length));
                DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
                on.receive(answer);
                if ((answer.getData()[3] & 15) != SERVFAIL) {
                    good = server;
                    socket.send(new DatagramPacket(answer.getData(), answer.getLength(), question.getSocketAddress()));
                    return;
                }
            } catch (SocketTimeoutException e) {
                continue; // the next
            } catch (IOException e) {
                continue; // refused: nobody is there
            }
        }
    }
}
