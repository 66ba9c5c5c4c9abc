/** A shop in production in containers, with folders of its own on the host for keys and templates. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { docker } from "../../../cli/host/containers/docker.ts";
import { newProject, type Project, removeProject } from "../../../cli/host/containers/project.ts";

export type ProductionProject = {
  shop: Project;
  /** The folder of the keys on the host. */
  keys: string;
  /** Removes the containers, volumes and folders. */
  remove: () => Promise<void>;
};

/** Makes the folders; no container runs yet. `files` names the Compose files. */
export async function newProductionProject(
  name: string,
  files: { COMPOSE_FILE: string },
  variables: Readonly<Record<string, string>> = {},
): Promise<ProductionProject> {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-containers-"));
  const folders = { HANSA_KEYS_FOLDER: path.join(folder, "keys"), HANSA_TEMPLATES: path.join(folder, "templates") };
  for (const made of Object.values(folders)) {
    mkdirSync(made);
    // The user who runs the tests need not be that of the images.
    chmodSync(made, 0o777);
  }
  const shop = await newProject(name, {
    ...files,
    ...folders,
    HANSA_PUBLIC_URL: "https://shop.example.org",
    HANSA_TRUST_PROXY: "1",
    HANSA_PAYMENT_PROVIDERS: "sandbox",
    HANSA_SMTP_URL: "",
    HANSA_MAIL_FOLDER: "on",
    ...variables,
  });
  const remove = async () => {
    await removeProject(shop);
    const rm = ["--user", "0", "--entrypoint", "rm", "--volume", `${folder}:/made`, `${name}-tools`];
    await docker(["run", "--rm", ...rm, "-rf", "/made/keys", "/made/templates"]);
    rmSync(folder, { recursive: true });
  };
  return { shop, keys: folders.HANSA_KEYS_FOLDER, remove };
}
