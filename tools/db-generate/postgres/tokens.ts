/** The parts of a text of SQL, each with the blanks before it. Comments are blanks. */

export type Token = {
  kind: "text" | "name" | "word" | "number" | "sign";
  /** A name stands without its quotes. */
  text: string;
  space: string;
};

const blank = /(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const kinds = [
  ["text", /'((?:[^']|'')*)'/y],
  ["name", /[`"]([^`"]+)[`"]/y],
  ["number", /\d[\w.]*/y],
  ["word", /[A-Za-z_]\w*/y],
  ["sign", /->>|->|\|\||<=|>=|<>|!=|==|<<|>>|\S/y],
] as const;

export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(sql);
    at = found ? pattern.lastIndex : at;
    return found;
  };
  for (;;) {
    const space = take(blank)?.[0] ?? "";
    if (at === sql.length) return tokens;
    for (const [kind, pattern] of kinds) {
      const found = take(pattern);
      if (!found) continue;
      tokens.push({
        kind,
        text: kind === "name" ? (found[1] ?? "") : found[0],
        space: /\S/.test(space) ? "\n" : space,
      });
      break;
    }
  }
}

/** Whether the token is this keyword, in whichever case, or this sign. */
export function isToken(token: Token | undefined, expected: string): boolean {
  if (token?.kind === "word") return token.text.toUpperCase() === expected;
  return token?.kind === "sign" && token.text === expected;
}

/** The place of the first such keyword or sign outside of parentheses, from `start` on; the end without one. */
export function findToken(tokens: readonly Token[], expected: string, start = 0): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at += 1) {
    if (depth === 0 && isToken(tokens[at], expected)) return at;
    if (isToken(tokens[at], "(")) depth += 1;
    if (isToken(tokens[at], ")")) depth -= 1;
  }
  return tokens.length;
}

/** The tokens between commas, or between other signs, outside of parentheses. */
export function splitTokens(tokens: readonly Token[], separator: string): Token[][] {
  const end = findToken(tokens, separator);
  const first = tokens.slice(0, end);
  return end === tokens.length ? [first] : [first, ...splitTokens(tokens.slice(end + 1), separator)];
}

/** The tokens between the parenthesis at `open` and the one that closes it. */
export function insideParentheses(tokens: readonly Token[], open: number): Token[] {
  return tokens.slice(open + 1, findToken(tokens, ")", open + 1));
}
