/** A shop whose processes can be restarted one by one, in processes or in containers. */
import { z } from "zod";

export type RollingShop = {
  /** The graph, and the graph through each address between which clients alternate. */
  url: string;
  urls: readonly string[];
  /** The folder with the notes of the seed. */
  data: string;
  /** The pause of a client after each response or purchase: so much load leaves the machine time for starts and compositions. */
  pauseMs: number;
  /** Stops an instance with SIGTERM, expects exit code 0, and starts it again until it is ready. */
  restart(name: string, instance: number): Promise<void>;
  /** Whether pages are opened in a browser: one on a machine whose network changes, as with each container, gives up what it is loading. */
  isVisited: boolean;
  /** Deploys a new version of one service while the others run, and withdraws it; absent where images would have to be built for it. */
  deployAndWithdraw?: () => Promise<void>;
  /** Whether all programs of one instance are restarted before those of the other, as host by host. */
  isByInstance?: boolean;
  /** Silences the host of an address: its connections stay, and nothing comes. `bringBack` starts it anew. Absent where all run on one host. */
  loseHost?: { address: number; lose(): Promise<void>; bringBack(): Promise<void> };
  /** The first row that a statement returns from the store of orders. */
  readOrders(statement: string): Promise<unknown>;
  /** The output of the audit beside the running shop. */
  audit(): Promise<string>;
  stop(): Promise<void>;
};

/** Past orders of a shop. */
export const seededOrders = 12;
/** How many instances of each program a shop has. */
export const instances = 2;

/** Within this time the others find out that a new process is ready. */
export const takenUpMs = 2_500;

const counted = z.object({ total: z.int(), checkouts: z.int() });

/** The orders of a shop, and the checkouts that they are of. */
export async function countOrders(shop: RollingShop): Promise<z.infer<typeof counted>> {
  const statement = "SELECT count(*) AS total, count(DISTINCT checkout_id) AS checkouts FROM orders";
  return counted.parse(await shop.readOrders(statement));
}
