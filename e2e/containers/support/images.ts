/** Builds all images once, before the tests; afterwards their names are removed, and the layers stay for the next build. */
import type { TestProject } from "vitest/node";
import { newProject, removeProject } from "../../../cli/host/containers/project.ts";
import { inSeconds, say } from "../../../cli/host/terminal.mjs";

declare module "vitest" {
  export interface ProvidedContext {
    /** The Compose project of all tests, whose images are built. */
    composeProject: string;
    /** The commit that the images were built with. */
    commit: string;
  }
}

export async function setup(run: TestProject): Promise<() => Promise<void>> {
  const name = `hansa-test-${process.pid}`;
  const commit = "0123456789abcdef0123456789abcdef01234567";
  run.provide("composeProject", name);
  run.provide("commit", commit);
  const project = await newProject(name, { HANSA_COMMIT: commit });
  const began = performance.now();
  await project.compose(["build"]);
  say(`All images are built: ${inSeconds(performance.now() - began)}`);
  return () => removeProject(project, "--rmi", "local", "--remove-orphans");
}
