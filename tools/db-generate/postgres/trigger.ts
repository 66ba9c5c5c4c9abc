/** Triggers of SQLite as functions of PostgreSQL, whose own conditions cannot look into tables. */
import { type Names, quoted, translate, Untranslatable } from "./expression.ts";
import { findToken, isToken, splitTokens, type Token, tokensOf } from "./tokens.ts";

export type Trigger = { name: string; table: string; statements: string[] };

/** Reads a CREATE TRIGGER. Throws `Untranslatable`. */
export function readTrigger(sql: string, names: Names): Trigger {
  const tokens = tokensOf(sql);
  const begin = findToken(tokens, "BEGIN");
  const when = findToken(tokens.slice(0, begin), "WHEN");
  const on = findToken(tokens, "ON");
  const name = tokens[2]?.text ?? "";
  const table = tokens[on + 1]?.text ?? "";
  const [timing, event] = [tokens[3]?.text.toUpperCase(), tokens[4]?.text.toUpperCase()];
  if (timing !== "BEFORE" && timing !== "AFTER") throw new Untranslatable("it is neither BEFORE nor AFTER its event");

  const actions = splitTokens(tokens.slice(begin + 1, -1), ";").filter((action) => action.length > 0);
  const body = actions.map((action) => `${writeAction(action, names)};`);
  const condition = when < begin ? translate(tokens.slice(when + 1, begin), names) : null;
  const guarded = condition === null ? body : [`IF ${condition} THEN`, ...body.map((line) => `\t${line}`), "END IF;"];
  const events = translate(tokens.slice(4, on), names);
  const result = event === "DELETE" ? "OLD" : "NEW";
  return {
    name,
    table,
    statements: [
      [
        `CREATE FUNCTION ${quoted(name)}() RETURNS trigger LANGUAGE plpgsql AS $$`,
        "BEGIN",
        ...[...guarded, `RETURN ${result};`].map((line) => `\t${line}`),
        "END",
        "$$;",
      ].join("\n"),
      `CREATE TRIGGER ${quoted(name)} ${timing} ${events} ON ${quoted(table)}\n\tFOR EACH ROW EXECUTE FUNCTION ${quoted(name)}();`,
    ],
  };
}

function writeAction(action: readonly Token[], names: Names): string {
  if (["INSERT", "UPDATE", "DELETE"].some((verb) => isToken(action[0], verb))) return translate(action, names);
  const [select, raise, , abort, , message, ...rest] = action;
  const isRefusal = isToken(select, "SELECT") && isToken(raise, "RAISE") && isToken(abort, "ABORT");
  if (!isRefusal || message?.kind !== "text" || rest.length !== 1)
    throw new Untranslatable("it does something else than RAISE(ABORT, ...) or a change of rows");
  return `RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = ${message.text}`;
}
