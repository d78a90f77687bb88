package dev.holdfast.mesos;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of Mesos. What cannot be read counts as 0.0, the oldest. */
record MesosVersion(int major, int minor) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*");

    static MesosVersion parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? new MesosVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                : new MesosVersion(0, 0);
    }

    boolean isAtLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }
}
