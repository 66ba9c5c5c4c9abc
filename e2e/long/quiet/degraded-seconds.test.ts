/** Every page of the playground, asked without each service in each of five ways: also of one that does not answer, the page comes in time. */
import { testPages } from "../../degraded/suite.ts";

const operationTimeoutMs = 1_500;

testPages({
  ways: ["stopped", "paused", "slow", "garbage", "endless"],
  environment: {
    HANSA_OPERATION_TIMEOUT_MS: String(operationTimeoutMs),
    HANSA_OPTIONAL_FETCH_TIMEOUT_MS: "300",
  },
  // The time of an operation, a second for the check of a session before it, and half a second for this machine.
  time: { maxMs: operationTimeoutMs + 1_000 + 500, now: () => performance.now() },
});
