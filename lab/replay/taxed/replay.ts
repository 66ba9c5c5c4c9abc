/** The taxed replay: plays the file over two months, closes both, and verifies them with a separate program. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { TaxReportDocument } from "@hansa/client/documents/settings";
import type { Viewer } from "@hansa/kit/identity";
import { executeInProcess } from "../../../cli/host/in-process-client.ts";
import { showProgress } from "../../../cli/host/progress.ts";
import { root } from "../../../cli/host/shop.mjs";
import { numberedSteps } from "../../../cli/host/terminal.mjs";
import { everyScope } from "../../../subgraphs/users/src/service/roles/roles.ts";
import type { Options } from "../options.ts";
import { readBooks } from "../report.ts";
import { runVerifier } from "../verifier-process.ts";
import { planMonths } from "./plan.ts";
import { playMonths } from "./play.ts";
import { openTaxedShop, stockTaxedShop, type TaxedShop } from "./shop.ts";

const folder = ".data-replay-taxed";
const months = ["2026-01", "2026-02"];
const owner: Viewer = {
  kind: "user",
  id: "user_owner",
  role: "ADMIN",
  scopes: [...everyScope],
  sessionId: "ses_owner",
};

/** Answers with the exit code: 0 when both months close without a difference. */
export async function replayTaxed(options: Options): Promise<number> {
  const data = path.resolve(root, process.env.HANSA_DATA || folder);
  const step = numberedSteps(4);
  const books = await readBooks(step, options);
  const happenings = planMonths(books);
  const shop = await openTaxedShop(data);
  try {
    const variants = await step("Settings, tax rates, shipping, products", () =>
      stockTaxedShop(shop, owner, books.invoices),
    );
    await step("Two months of sales, cancellations and refunds", async () => {
      const progress = showProgress(happenings.length, "happenings");
      await playMonths({ shop, staff: owner, variants }, happenings, () => progress.count());
      return progress.end();
    });
    const reports = [];
    for (const month of months) reports.push(await closeMonth(shop, month));
    writeFileSync(path.join(data, "tax-reports.json"), JSON.stringify(reports));
  } finally {
    await shop.close();
  }
  return step("Comparing file, invoices, credit notes, reports and ledger", () =>
    runVerifier("verify-taxed", options, data),
  );
}

/** The report as accountants get it. */
async function closeMonth(shop: TaxedShop, month: string): Promise<unknown> {
  return (await executeInProcess(shop, owner, TaxReportDocument, { month })).taxReport;
}
