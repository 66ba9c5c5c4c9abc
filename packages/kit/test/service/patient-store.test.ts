/** The store of a service that opens waits for one that cannot be reached; that of an opened service does not. */
import { expect, test } from "vitest";
import { CodedError } from "../../src/runtime/errors.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { patientStore } from "../../src/service/patient-store.ts";
import { addTin, namesOf, openTins } from "../support/tins.ts";

/** A store that cannot be reached so many times. */
async function unreachable(times: number) {
  const store = await openTins();
  let left = times;
  const orFail = <T>(work: () => Promise<T>) => {
    left -= 1;
    if (left < 0) return work();
    return Promise.reject(new CodedError("STORE_UNAVAILABLE", "The store cannot be reached right now. Ask again."));
  };
  const failing: typeof store = {
    ...store,
    read: (ask) => orFail(() => store.read(ask)),
    write: (name, change, isRefused) => orFail(() => store.write(name, change, isRefused)),
  };
  return {
    ...patientStore(failing, systemRuntime),
    failAgain: () => {
      left = 1;
    },
  };
}

test("a read and a write of an opening are repeated until the store can be reached", async () => {
  const { store } = await unreachable(2);
  await store.write("add", (tx) => addTin(tx, "peas"));
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test("once the service is open a store that cannot be reached is told at once, and other errors always are", async () => {
  const { store, end, failAgain } = await unreachable(0);
  const broken = () => Promise.reject(new Error("broken"));
  await expect(store.write("add", broken)).rejects.toThrow("broken");
  end();
  failAgain();
  await expect(store.read(namesOf)).rejects.toMatchObject({ extensions: { code: "STORE_UNAVAILABLE" } });
});
