/** The doctor compares the machine's clock with those of payment providers that run elsewhere, and says so if one does not answer. */
import { once } from "node:events";
import { createServer } from "node:http";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { checkClock } from "../../doctor/clock.mjs";

afterEach(() => vi.unstubAllEnvs());

/** Chooses Stripe, at a server whose clock is ahead of ours by these seconds, or behind it if negative. */
async function chooseStripe(aheadSeconds: number): Promise<() => Promise<void>> {
  const server = createServer((_request, response) => {
    const date = new Date(Date.now() + aheadSeconds * 1_000).toUTCString();
    response.writeHead(404, { date }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  vi.stubEnv("HANSA_PAYMENT_PROVIDERS", "stripe,sandbox");
  vi.stubEnv("HANSA_STRIPE_URL", `http://127.0.0.1:${port}`);
  const close = async () => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  return close;
}

test("a clock that is a day off the provider's is wrong, in either direction", async () => {
  await chooseStripe(86_400);
  expect(await checkClock()).toMatchObject({
    verdict: "wrong",
    found: expect.stringMatching(/ 864\d\d s behind stripe's$|, 86399 s behind stripe's$/),
    advice: expect.stringContaining("Correct this machine's clock"),
  });
  await chooseStripe(-86_400);
  expect(await checkClock()).toMatchObject({
    verdict: "wrong",
    found: expect.stringMatching(/, 8640[01] s ahead of stripe's$/),
  });
});

test("a clock like the provider's is fine", async () => {
  await chooseStripe(0);
  const { verdict, found } = await checkClock();
  expect(verdict).not.toBe("wrong");
  expect(found).toContain(", as stripe's,");
});

test("without an answer of the provider the clock is not compared, which is no fault", async () => {
  const close = await chooseStripe(86_400);
  await close();
  const { verdict, found } = await checkClock();
  expect(verdict).not.toBe("wrong");
  expect(found).toContain("not compared with stripe's, which gave no answer");
});

test("the sandbox has no clock of its own", async () => {
  vi.stubEnv("HANSA_PAYMENT_PROVIDERS", "sandbox");
  expect((await checkClock()).found).not.toContain("sandbox");
});
