/** Every check of a text input answers any content, or refuses it by name; that its time is in proportion to the text, `long/quiet/` shows. */
import { CodedError } from "@hansa/kit/runtime";
import { GraphQLError } from "graphql";
import { beforeAll, expect, test } from "vitest";
import { loadPasswordStrength } from "../../subgraphs/users/src/providers/password-strength.ts";
import { checks, patterns } from "./support/text-checks.ts";

const characters = 2 ** 11;

beforeAll(() => loadPasswordStrength());

test.each(Object.entries(checks))(
  "%s has an answer to texts of 2,000 characters, or refuses them",
  async (_, check) => {
    for (const pattern of patterns) {
      const text = pattern(characters);
      const fault = await Promise.resolve()
        .then(() => check(text))
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      const isRefusal = fault === undefined || fault instanceof CodedError || fault instanceof GraphQLError;
      expect({ text: text.slice(0, 12), fault, isRefusal }).toMatchObject({ isRefusal: true });
    }
  },
);
