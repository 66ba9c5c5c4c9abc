/** Images of others: each is pinned to a tag with its reason in docs/pins.md, in a file that Renovate reads. */
import { z } from "zod";
import type { Findings } from "../step.ts";

/** The files that Renovate reads by itself. */
const ownPatterns = [/(^|\/)(?:docker-)?compose[^/]*\.ya?ml$/, /(^|\/)Dockerfile[^/]*$/];
const settings = z.object({
  "docker-compose": z.object({ managerFilePatterns: z.array(z.string()) }).default({ managerFilePatterns: [] }),
});
const ours = /\/hansa\//;

export type ImageSources = {
  /** The text of docs/pins.md. */
  page: string;
  /** The settings of Renovate. */
  renovate: unknown;
  /** Dockerfiles and files of YAML, by their paths. */
  files: ReadonlyMap<string, string>;
};

/** Compares the images that the files name with the page and with the files that Renovate reads. */
export function compareImages({ page, renovate, files }: ImageSources): Findings {
  const further = settings.parse(renovate)["docker-compose"].managerFilePatterns;
  const patterns = [...ownPatterns, ...further.map((pattern) => new RegExp(pattern.slice(1, -1)))];
  const rows = page.split("\n").flatMap((line) => {
    const [, image = "", tag = ""] = line.split("|").map((cell) => cell.trim());
    return line.startsWith("|") ? [`${image}:${tag}`] : [];
  });
  const found = [...files].flatMap(([file, text]) => imagesIn(text).map((image) => ({ file, image })));
  return {
    looked: found.length,
    unit: "images",
    faults: found.flatMap(({ file, image }) => [
      ...(rows.includes(image) ? [] : [`${image} is in ${file}, but docs/pins.md has no row with this tag.`]),
      ...(patterns.some((pattern) => pattern.test(file))
        ? []
        : [`${file} names ${image}, and Renovate does not read it.`]),
    ]),
  };
}

/** The images of others in a Dockerfile or a file of Compose or Kubernetes; a stage of a Dockerfile is none. */
function imagesIn(text: string): string[] {
  const stages = [...text.matchAll(/^FROM \S+ AS (\S+)/gm)].map(([, stage]) => stage);
  const named = [...text.matchAll(/^(?:FROM|\s*(?:- )?image:) +(\S+)/gm)].map(([, image = ""]) => image);
  return [...new Set(named)].filter((image) => !stages.includes(image) && !ours.test(image));
}
