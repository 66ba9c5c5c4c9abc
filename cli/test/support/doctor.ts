/** The response of `npm run doctor` about the ports of a shop. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { root } from "../../host/shop.mjs";

/** The line about the ports of the shop that has its first port and its data here. */
export async function portsLine(port: number, data: string): Promise<string> {
  const doctor = spawn(process.execPath, ["cli/doctor/main.mjs"], {
    cwd: root,
    env: { ...process.env, HANSA_PORT: String(port), HANSA_DATA: data, CI: "true" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return (await text(doctor.stdout)).match(/^.*\bPorts\b.*$/m)?.[0] ?? "";
}
