/** Reads the stages of the Dockerfile; it rejects instructions that ours does not use. */

/** `copies`: what it takes from the stage that builds, as paths below the top folder. */
export type Stage = { environment: Record<string, string>; folder: string; command: string[]; copies: string[] };

const withoutEffectHere = new Set(["RUN", "USER"]);

/** Each named stage with what it inherits from the stage it stands on. Throws on an instruction it does not know. */
export function readStages(text: string): Map<string, Stage> {
  const stages = new Map<string, Stage>();
  let stage: Stage = emptyStage();
  for (const line of logicalLines(text)) {
    const [, instruction = "", rest = ""] = line.match(/^([A-Z]+)\s+(.*)$/) ?? [];
    if (instruction === "FROM") {
      const [, base = "", name = ""] = rest.match(/^(\S+) AS (\S+)$/) ?? [];
      if (name === "") throw new Error(`A stage needs a name: ${line}`);
      stage = structuredClone(stages.get(base) ?? emptyStage());
      stages.set(name, stage);
    } else if (instruction === "ENV") {
      const [, name = "", value = ""] = rest.match(/^([A-Z_]+)=(\S*)$/) ?? [];
      stage.environment[name] = value;
    } else if (instruction === "WORKDIR") {
      stage.folder = rest;
    } else if (instruction === "CMD") {
      const words: unknown = JSON.parse(rest);
      if (!Array.isArray(words)) throw new Error(`CMD needs the form with brackets: ${line}`);
      stage.command = words.map(String);
    } else if (instruction === "COPY") {
      const [, from, to] = rest.match(/^--from=built \/app\/(\S+) \.\/(\S+)$/) ?? [];
      if (from !== undefined && from === to) stage.copies.push(from);
      else if (rest.includes("--from")) throw new Error(`COPY keeps each thing at its place: ${line}`);
    } else if (!withoutEffectHere.has(instruction)) {
      throw new Error(`Not understood in the Dockerfile: ${line}`);
    }
  }
  return stages;
}

function emptyStage(): Stage {
  return { environment: {}, folder: "/", command: [], copies: [] };
}

/** Lines without comments, with those that end in a backslash joined to the next. */
function logicalLines(text: string): string[] {
  return text
    .replaceAll(/\\\n/g, " ")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}
