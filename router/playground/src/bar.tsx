/** The bar above the editor: the open operation, its role, and the reset to the ready tabs. */
import { labelOf } from "./roles.ts";
import type { Tab } from "./tabs/tabs.ts";

type Props = {
  tabs: readonly Tab[];
  open: Tab | undefined;
  roles: readonly string[];
  /** A fault, or the account that the page is signed in to. */
  status: string;
  onShow(index: number): void;
  onRole(role: string): void;
  onReset(): void;
};

/** The bar with the open operation and its role. */
export function Bar({ tabs, open, roles, status, onShow, onRole, onReset }: Props) {
  return (
    <header>
      <img src="/playground/icon.svg" alt="" />
      <h1>Hansa playground</h1>
      <output>{status}</output>
      <label className="operation">
        <span>Operation</span>
        <select
          aria-label="Operation"
          value={open?.id ?? ""}
          onChange={({ target }) => onShow(tabs.findIndex(({ id }) => id === target.value))}
        >
          {tabs.map(({ id, name }) => (
            <option key={id} value={id}>
              {name || "<untitled>"}
            </option>
          ))}
        </select>
      </label>
      {roles.length > 1 && (
        <label>
          <span>Role</span>
          <select aria-label="Role" value={open?.role ?? ""} onChange={({ target }) => onRole(target.value)}>
            {roles.map((role) => (
              <option key={role} value={role}>
                {labelOf(role)}
              </option>
            ))}
          </select>
        </label>
      )}
      <button type="button" onClick={onReset} title="Forget my tabs and begin with the ready ones">
        Reset tabs
      </button>
    </header>
  );
}
