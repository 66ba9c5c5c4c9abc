/** The switch between guest and demo accounts. */
import type { Account } from "./notes.ts";

const names: Record<string, string> = {
  CUSTOMER: "Customer",
  SUPPORT: "Support",
  CATALOG_MANAGER: "Catalogue",
  FULFILMENT: "Fulfilment",
  FINANCE: "Finance",
  ADMIN: "Administrator",
};

type Props = {
  accounts: readonly Account[];
  /** Undefined is the guest. */
  current: Account | undefined;
  busy: boolean;
  onChoose(account: Account | undefined): void;
};

export function Who({ accounts, current, busy, onChoose }: Props) {
  const choices = [undefined, ...accounts];
  return (
    <fieldset className="who" disabled={busy}>
      <legend>Ask as</legend>
      {choices.map((account) => (
        <label key={account?.email ?? "guest"} title={account?.email ?? "Nobody is signed in"}>
          <input type="radio" name="who" checked={account === current} onChange={() => onChoose(account)} />
          <span>{account ? (names[account.role] ?? account.role) : "Guest"}</span>
        </label>
      ))}
    </fieldset>
  );
}
