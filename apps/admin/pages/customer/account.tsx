/** The account of a customer: its facts, and its book of addresses. */
import type { OfficeCustomerQuery } from "../../generated/graphql.ts";
import { AddressLines } from "../../shop/elements/address-lines.tsx";
import { Fact } from "../../shop/elements/fact.tsx";
import { Panel } from "../../shop/elements/panel.tsx";
import { showDay } from "../../shop/times.ts";
import { roles, texts } from "./texts.ts";

type AccountProps = { customer: NonNullable<OfficeCustomerQuery["user"]> };

export function Account({ customer: { email, emailVerified, role, createdAt, addresses } }: AccountProps) {
  return (
    <div className="mt-4 grid items-start gap-4 md:grid-cols-[20rem_minmax(0,1fr)]">
      <Panel title={texts.account}>
        <dl className="space-y-3 px-4 py-3">
          {email ? (
            <Fact label={texts.email}>
              <a href={`mailto:${encodeURIComponent(email)}`} className="underline underline-offset-4">
                {email}
              </a>
              {emailVerified === false ? <span className="text-muted"> · {texts.unverified}</span> : null}
            </Fact>
          ) : null}
          {role && role !== "CUSTOMER" ? <Fact label={texts.role}>{roles[role]}</Fact> : null}
          {createdAt ? <Fact label={texts.since}>{showDay(createdAt)}</Fact> : null}
        </dl>
      </Panel>
      {addresses ? (
        <Panel title={texts.addresses}>
          {addresses.length === 0 ? <p className="px-4 py-3 text-muted">{texts.noAddresses}</p> : null}
          <ul className="grid gap-4 px-4 py-3 empty:hidden sm:grid-cols-2 xl:grid-cols-3">
            {addresses.map((address) => (
              <li key={address.id}>
                <AddressLines address={address} />
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
    </div>
  );
}
