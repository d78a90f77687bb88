package dev.holdfast.artifact;

import java.util.concurrent.CountDownLatch;

/** What the archive test puts into a jar and runs; it must need nothing but the JDK. */
public final class ArchivedProgram {

    private ArchivedProgram() {}

    /** A class of its own, to be found in the archive. */
    static final class Inner {
        private Inner() {}

        static String word() {
            return "ready to be stopped";
        }
    }

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "wait" -> {
                System.out.println(Inner.word() + " on " + arguments[1]);
                new CountDownLatch(1).await();
            }
            case "end" -> System.out.println(Inner.word());
            case "fail" -> {
                System.out.println("the disk is missing");
                System.exit(3);
            }
            default -> new CountDownLatch(1).await();
        }
    }
}
