package dev.holdfast.engine;

import dev.holdfast.mesos.OperatorApi;
import dev.holdfast.mesos.OperatorException;
import java.net.URI;
import java.util.List;

/** What lies on agents, by the paths of their file API. */
public interface Sandboxes {

    List<OperatorApi.FileEntry> list(URI agent, String path) throws OperatorException, InterruptedException;

    /** At most {@link OperatorApi#MAX_READ_BYTES}. */
    OperatorApi.FilePart read(URI agent, String path, long offset, int length)
            throws OperatorException, InterruptedException;

    static Sandboxes of(OperatorApi operator) {
        return new Sandboxes() {
            @Override
            public List<OperatorApi.FileEntry> list(URI agent, String path)
                    throws OperatorException, InterruptedException {
                return operator.list(agent, path);
            }

            @Override
            public OperatorApi.FilePart read(URI agent, String path, long offset, int length)
                    throws OperatorException, InterruptedException {
                return operator.read(agent, path, offset, length);
            }
        };
    }
}
