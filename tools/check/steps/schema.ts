/** Changes of the schema since the last release, or since the parent of the last commit: docs/contributors/approved-changes.md names everything that breaks. */
import { CommandFailure } from "@hansa/kit/command-line";
import { type CheckedSchema, checkAgainst } from "../../../cli/commands/schema/check/check.ts";
import { describeChange, unapprovedOf } from "../../../cli/commands/schema/check/report.ts";
import { findEarlierVersion } from "../../../cli/host/commit.ts";
import type { Findings } from "../step.ts";

export async function checkSchema(): Promise<Findings> {
  const against = findEarlierVersion();
  if (against === undefined)
    return { looked: 0, unit: "subgraphs", faults: [], notRun: "there is no earlier version in this clone of Git" };
  try {
    return findingsOf(await checkAgainst(against));
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return { looked: 1, unit: `comparison with ${against}`, faults: [error.message] };
  }
}

function findingsOf(checked: CheckedSchema): Findings {
  const { against, subgraphs, changes, idleApprovals } = checked;
  const unapproved = unapprovedOf(checked);
  const idle = idleApprovals.length === 0 ? "" : `, ${idleApprovals.length} approvals of nothing`;
  const advice = `npm run hansa -- schema check --against ${against.name} tells more; docs/owners/upgrades.md has the steps of a breaking change.`;
  return {
    looked: subgraphs.length,
    unit: `subgraphs against ${against.name}, ${changes.length} changes${idle}`,
    faults: unapproved.length === 0 ? [] : [...unapproved.map((change) => describeChange(change).join("\n")), advice],
  };
}
