package dev.holdfast.node;

/** Notes on the volume, every few seconds, what its Cassandra node is doing. */
final class VolumeMarks implements Runnable {

    private static final long PAUSE_MILLIS = 3_000;

    private final Beans beans;
    private final Volume volume;

    VolumeMarks(Beans beans, Volume volume) {
        this.beans = beans;
        this.volume = volume;
    }

    @Override
    public void run() {
        try {
            while (true) {
                Thread.sleep(PAUSE_MILLIS);
                volume.note(RingReport.mode(beans), beans.text(RingReport.STORAGE, "LocalHostId"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
