/** The sandbox passes the provider contract, in this process and over HTTP. */
import type { SandboxApi } from "@hansa/sandbox/protocol";
import { openTestSandbox, secrets, serveTestSandbox } from "@hansa/sandbox/testing/test-sandbox";
import { sandboxProvider } from "../../../src/providers/sandbox/provider.ts";
import type { Candidate } from "../../support/provider-contract/candidate.ts";
import { testProviderContract } from "../../support/provider-contract/contract.ts";

/** As Stripe's. */
const payableSteps = { KWD: 10 };

type Opened = Awaited<ReturnType<typeof openTestSandbox>>;

function candidateOf({ runtime, sent, deliver }: Opened, api: SandboxApi): Candidate {
  return {
    provider: sandboxProvider(api, { secrets, payableSteps }),
    runtime,
    tokens: {
      ok: "tok_ok",
      declined: "tok_declined",
      secondStep: "tok_second_step",
      secondStepOk: "tok_second_step_ok",
      secondStepFailed: "tok_second_step_failed",
      refundFails: "tok_refund_fails",
    },
    lastMessage: async (paymentId) => {
      await deliver();
      const message = sent.findLast(({ body }) => body.includes(paymentId));
      if (!message) throw new Error(`nothing was sent about ${paymentId}`);
      return { headers: message.headers, body: Buffer.from(message.body) };
    },
  };
}

testProviderContract("sandbox", async () => {
  const sandbox = await openTestSandbox({ payableSteps });
  return candidateOf(sandbox, sandbox.api);
});

testProviderContract("sandbox over HTTP", async () => {
  const sandbox = await openTestSandbox({ payableSteps });
  return candidateOf(sandbox, (await serveTestSandbox(sandbox)).client);
});
