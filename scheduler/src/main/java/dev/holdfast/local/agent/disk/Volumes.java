package dev.holdfast.local.agent.disk;

import dev.holdfast.mesos.v1.Resource;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;

/** The data of persistent volumes. */
public final class Volumes {

    private final AgentLayout layout;

    public Volumes(AgentLayout layout) {
        this.layout = layout;
    }

    /** Makes the directories; one that already exists is kept with what is in it. */
    public void create(List<Resource> volumes) throws IOException {
        for (Resource volume : volumes) {
            Files.createDirectories(layout.volume(volume));
        }
    }

    /** Where the data is. */
    public Path path(Resource volume) {
        return layout.volume(volume);
    }

    /**
     * Takes the data away at once, so that a volume of the same name made a moment later is empty however long deleting
     * takes; what is to be deleted comes back.
     */
    public Path takeAway(Resource volume) throws IOException {
        Path data = layout.volume(volume);
        Files.createDirectories(layout.trash());
        Path aside = layout.trash().resolve(UUID.randomUUID().toString());
        if (isWholeDisk(volume)) {
            Directories.empty(data);
            return aside;
        }
        if (!Files.exists(data)) {
            return aside;
        }
        try {
            Files.move(data, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException otherDisk) {
            Directories.delete(data);
        } catch (FileSystemException busy) {
            throw new IOException("Cannot take away the data of volume " + data + ": " + busy.getMessage(), busy);
        }
        return aside;
    }

    /** Deletes what was taken away. */
    public void delete(Path aside) throws IOException {
        Directories.delete(aside);
    }

    /** Deletes what was taken away before the agent's last end. */
    public void emptyTrash() throws IOException {
        Directories.empty(layout.trash());
    }

    /** The fault of a lost disk: the volume stays known, its data is gone. */
    public void lose(Resource volume) throws IOException {
        Directories.empty(layout.volume(volume));
    }

    private static boolean isWholeDisk(Resource volume) {
        return volume.getDisk().getSource().getType() == Resource.DiskInfo.Source.Type.MOUNT;
    }
}
