/** Held responses of a service that answers clients itself: its listener holds them, and the note is not shown. */
import { expect, test } from "vitest";
import { bodyOf, openBearerService } from "../../support/bearer-service.ts";

test("a held response leaves half a second after its request, without the note; others leave at once", async () => {
  const { runtime, post, executed } = await openBearerService();
  const { sleep } = runtime;
  const holds: number[] = [];
  runtime.sleep = (ms, signal) => {
    if (executed.length > 0) holds.push(ms);
    return sleep(ms, signal);
  };
  let response: object | undefined;
  const held = post(bodyOf("mutation { held again }")).then((answered) => {
    response = answered;
  });
  await expect.poll(() => holds).toEqual([500]);
  await runtime.advance(499);
  expect(await post(bodyOf("mutation { again }"))).toMatchObject({ status: 200, data: { again: true } });
  expect(response).toBeUndefined();
  await runtime.advance(1);
  await held;
  expect(response).toMatchObject({ status: 200, data: { held: true, again: true }, extensions: { replayed: true } });
});
