/** Loaded into the processes of a test: each that is one of a shop notes its settings in NOTES and ends. A seed is a copy of the data in SEEDED. */
import { cpSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { services } from "../../../cli/host/shop.mjs";

const { NOTES = "", SEEDED = "", HANSA_DATA = "" } = process.env;
const [, program = "", command] = process.argv;
const name = path.basename(program, ".mjs");
const isSeed = name === "hansa" && command === "seed";
if (isSeed || services.some((service) => service.name === name)) {
  const settings = Object.entries(process.env).filter(([variable]) => variable.startsWith("HANSA_"));
  const file = path.join(NOTES, `${name} ${process.pid}`);
  writeFileSync(file, JSON.stringify(Object.fromEntries(settings)));
  renameSync(file, `${file}.json`);
  if (isSeed) cpSync(SEEDED, HANSA_DATA, { recursive: true });
  process.exit(isSeed ? 0 : 1);
}
