/** The files of an image, listed from the image itself, and its settings. */
import { z } from "zod";
import { docker } from "../../../cli/host/containers/docker.ts";

/** A file of an image below one of our folders: absolute, with its size in bytes. */
export type ImageFile = { file: string; bytes: number };

/** Lists every file in the folders of ours. The last layer decides: this is the file system that a container sees. */
export async function listFiles(image: string): Promise<ImageFile[]> {
  const find = ["/app", "/data", "/keys", "/backups", "-type", "f", "-printf", "%s %p\\n"];
  // A folder that an image does not have makes `find` fail after it has listed the others.
  const script = `find "$@" 2>/dev/null || true`;
  const command = ["run", "--rm", "--network", "none", "--user", "0", "--entrypoint", "sh", image, "-c", script, "sh"];
  const lines = (await docker([...command, ...find])).split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const [bytes = ""] = line.split(" ", 1);
    return { file: line.slice(bytes.length + 1), bytes: Number(bytes) };
  });
}

/** The text of these files of an image, one after the other. */
export function readFiles(image: string, files: readonly string[]): Promise<string> {
  return docker(["run", "--rm", "--network", "none", "--entrypoint", "cat", image, ...files]);
}

const settings = z.object({
  User: z.string(),
  Cmd: z.array(z.string()),
  // Left out by some engines where an image has none.
  Entrypoint: z
    .array(z.string())
    .nullish()
    .transform((words) => words ?? []),
  Env: z.array(z.string()),
});

/** The settings of an image. */
export async function inspectImage(image: string): Promise<z.infer<typeof settings>> {
  return settings.parse(JSON.parse(await docker(["image", "inspect", "--format", "{{json .Config}}", image])));
}
