package dev.holdfast.local.master;

import com.google.protobuf.ByteString;
import dev.holdfast.mesos.v1.scheduler.Call;
import java.util.Locale;
import java.util.Optional;

/** Whether a scheduler's call has all its type asks for; the answers are a Mesos master's own words. */
final class CallCheck {

    private static final int UUID_BYTES = 16;

    private CallCheck() {}

    static Optional<String> of(Call call, Optional<String> principal) {
        return what(call, principal).map(wrong -> "Failed to validate scheduler::Call: " + wrong);
    }

    private static Optional<String> what(Call call, Optional<String> principal) {
        if (!call.hasType() || call.getType() == Call.Type.UNKNOWN) {
            return expecting("type");
        }
        if (call.getType() == Call.Type.SUBSCRIBE) {
            return subscribe(call, principal);
        }
        if (!call.hasFrameworkId()) {
            return expecting("framework_id");
        }
        if (!hasBody(call)) {
            return expecting(call.getType().name().toLowerCase(Locale.ROOT));
        }
        return switch (call.getType()) {
            case ACKNOWLEDGE -> uuid(call.getAcknowledge().getUuid());
            case ACKNOWLEDGE_OPERATION_STATUS ->
                uuid(call.getAcknowledgeOperationStatus().getUuid());
            case UPDATE_FRAMEWORK ->
                sameId(
                        call,
                        call.getUpdateFramework().getFrameworkInfo().getId().getValue());
            default -> Optional.empty();
        };
    }

    private static Optional<String> subscribe(Call call, Optional<String> principal) {
        if (!call.hasSubscribe()) {
            return expecting("subscribe");
        }
        String claimed = call.getSubscribe().getFrameworkInfo().getPrincipal();
        if (principal.isPresent() && !claimed.isEmpty() && !claimed.equals(principal.get())) {
            return Optional.of("Authenticated principal '" + principal.get() + "' does not match principal '" + claimed
                    + "' set in `FrameworkInfo`");
        }
        return sameId(call, call.getSubscribe().getFrameworkInfo().getId().getValue());
    }

    private static Optional<String> sameId(Call call, String inside) {
        return call.getFrameworkId().getValue().equals(inside)
                ? Optional.empty()
                : Optional.of("'framework_id' differs from 'framework_info.id'");
    }

    private static boolean hasBody(Call call) {
        return switch (call.getType()) {
            case ACCEPT -> call.hasAccept();
            case DECLINE -> call.hasDecline();
            case ACCEPT_INVERSE_OFFERS -> call.hasAcceptInverseOffers();
            case DECLINE_INVERSE_OFFERS -> call.hasDeclineInverseOffers();
            case KILL -> call.hasKill();
            case SHUTDOWN -> call.hasShutdown();
            case ACKNOWLEDGE -> call.hasAcknowledge();
            case ACKNOWLEDGE_OPERATION_STATUS -> call.hasAcknowledgeOperationStatus();
            case RECONCILE -> call.hasReconcile();
            case RECONCILE_OPERATIONS -> call.hasReconcileOperations();
            case MESSAGE -> call.hasMessage();
            case REQUEST -> call.hasRequest();
            case UPDATE_FRAMEWORK -> call.hasUpdateFramework();
            case UNKNOWN, SUBSCRIBE, TEARDOWN, REVIVE, SUPPRESS -> true;
        };
    }

    private static Optional<String> uuid(ByteString bytes) {
        return bytes.size() == UUID_BYTES ? Optional.empty() : Optional.of("Not a valid UUID");
    }

    private static Optional<String> expecting(String field) {
        return Optional.of("Expecting '" + field + "' to be present");
    }
}
