/** Opens a plane with what it stands on: seeded shops, or the subgraphs of one scenario. */
import type { numberedSteps } from "../../../cli/host/terminal.mjs";
import type { OperationName } from "../operations/operation.ts";
import { isScenarioName } from "../public/scenarios.ts";
import type { BuiltCommit } from "../shop/commits.ts";
import { withoutServices, withShops } from "../shop/shop.ts";
import type { PeerName } from "../targets/targets.ts";
import type { OpenedPlane } from "./plane.ts";
import type { PlaneName } from "./plane-name.ts";
import { openPublicPlane } from "./public-plane.ts";
import { openRouterPlane } from "./router-plane.ts";
import { openSystemPlane } from "./system-plane.ts";

/** The parts of a run's settings that decide what is opened. */
export type PlaneSettings = {
  peers: readonly PeerName[];
  operations: readonly OperationName[];
  isQuick: boolean;
  against: BuiltCommit | undefined;
};

/** The operations that are measured on the same targets: a scenario of the public plane has its own graph. */
export function partsOf(name: PlaneName, chosen: readonly OperationName[]): (readonly OperationName[])[] {
  return name === "public" ? chosen.map((operation) => [operation]) : [chosen];
}

/** Opens a plane, and does work with it until it is closed. */
export async function withPlane(
  name: PlaneName,
  settings: PlaneSettings,
  step: ReturnType<typeof numberedSteps>,
  work: (opened: OpenedPlane) => Promise<void>,
): Promise<void> {
  const openIn = async (title: string, open: () => Promise<OpenedPlane>) => {
    const plane: { opened?: OpenedPlane } = {};
    await step(title, async () => {
      plane.opened = await open();
    });
    if (plane.opened) await work(plane.opened);
  };
  const [scenario = ""] = settings.operations;
  if (isScenarioName(scenario)) {
    const title = `${name} plane, ${scenario}: subgraphs and targets`;
    return withoutServices((shop) => openIn(title, () => openPublicPlane(shop, scenario, settings)));
  }
  return withShops((prepare) =>
    openIn(`${name} plane: seeded shop, subgraphs and targets`, () =>
      name === "router"
        ? openRouterPlane(prepare, { ...settings, withHops: !settings.isQuick })
        : openSystemPlane(prepare, settings),
    ),
  );
}
