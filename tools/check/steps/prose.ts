/** Prose: each file opens with a sentence; no forbidden phrase in comments, schema descriptions, logs, alarms, settings and guides, and no too wide line or too long table cell in Markdown. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse, visit } from "graphql";
import ts from "typescript";
import { root } from "../../../cli/host/shop.mjs";
import { codeFiles, pageFiles, schemaFiles } from "../files.ts";
import { findLongCells, findWideLines } from "../rules/pages/markdown.ts";
import { findPhrases, findPhrasesInIntroduction } from "../rules/phrases.ts";
import type { Findings } from "../step.ts";

type Text = { at: string; text: string };

const logLevels = new Set(["debug", "info", "warn", "error", "fatal"]);

export function checkProse(): Findings {
  const sentences = codeFiles().flatMap(firstSentences);
  const descriptions = [...schemaFiles(), "router/nodes.graphql"].flatMap(descriptionsIn);
  const production = codeFiles().filter(isProduction);
  const messages = production.flatMap(messagesIn);
  const comments = [...production.flatMap(commentsIn), ...settingComments(".env.example")];
  const pages = pageFiles();
  const guides = pages.filter((file) => !file.startsWith("docs/decisions/"));
  const sources = { sentences, descriptions, messages, comments, pages };
  return {
    looked: Object.values(sources).reduce((sum, { length }) => sum + length, 0),
    unit: "sentences, descriptions, messages, comments and pages",
    faults: [
      ...Object.entries(sources).flatMap(([name, { length }]) => (length === 0 ? [`It looked at no ${name}.`] : [])),
      ...sentences.flatMap(({ at, text }) =>
        /\w/.test(text) ? [] : [`${at} does not open with a sentence in a doc comment.`],
      ),
      ...[...sentences, ...descriptions].flatMap(({ at, text }) =>
        findPhrasesInIntroduction(text).map((fault) => `${at}: ${fault}`),
      ),
      ...[...messages, ...comments].flatMap(({ at, text }) => findPhrases(text).map((fault) => `${at}: ${fault}`)),
      ...guides.flatMap((file) => findPhrases(withoutCode(read(file))).map((fault) => `${file}: ${fault}`)),
      ...pages.flatMap((file) =>
        [...findWideLines(read(file)), ...findLongCells(read(file))].map((fault) => `${file}: ${fault}`),
      ),
    ],
  };
}

function firstSentences(file: string): Text[] {
  const [, comment = ""] = /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//.exec(read(file)) ?? [];
  return [{ at: file, text: comment.replace(/\s*\n\s*\*?\s*/g, " ") }];
}

function descriptionsIn(file: string): Text[] {
  const texts: Text[] = [];
  visit(parse(read(file)), {
    enter: (node) => {
      if (!("description" in node) || !node.description) return;
      texts.push({ at: `${file}:${node.description.loc?.startToken.line}`, text: node.description.value });
    },
  });
  return texts;
}

/** The comments of a file of code. */
function commentsIn(file: string): Text[] {
  const text = read(file);
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = new Map<number, Text>();
  const search = (node: ts.Node): void => {
    for (const { pos, end } of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [])
      found.set(pos, {
        at: `${file}:${source.getLineAndCharacterOfPosition(pos).line + 1}`,
        text: text.slice(pos, end),
      });
    ts.forEachChild(node, search);
  };
  search(source);
  return [...found.values()];
}

/** The comments of a file of variables. */
function settingComments(file: string): Text[] {
  return read(file)
    .split("\n")
    .flatMap((text, index) => (text.startsWith("#") ? [{ at: `${file}:${index + 1}`, text }] : []));
}

/** The texts of logs and alarms: strings that are given to a method of a log or to `raiseAlarm`. */
function messagesIn(file: string): Text[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const texts: Text[] = [];
  const search = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isMessage(node.expression))
      for (const given of node.arguments)
        if (ts.isStringLiteralLike(given))
          texts.push({ at: `${file}:${source.getLineAndCharacterOfPosition(given.pos).line + 1}`, text: given.text });
    ts.forEachChild(node, search);
  };
  search(source);
  return texts;
}

function isMessage(called: ts.Expression): boolean {
  if (ts.isIdentifier(called)) return called.text === "raiseAlarm";
  return ts.isPropertyAccessExpression(called) && logLevels.has(called.name.text);
}

function isProduction(file: string): boolean {
  return /^(packages|apps|subgraphs|router)\//.test(file) && !/\/test\//.test(file);
}

/** Code in a page names what the code has. */
function withoutCode(text: string): string {
  return text.replace(/```[\s\S]*?```/g, "").replace(/`[^`]*`/g, "");
}

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}
