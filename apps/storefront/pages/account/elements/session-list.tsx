/** The devices that are signed in to an account. */

import { Button } from "@hansa/front/elements";
import { formatDateTime } from "@hansa/front/format";
import { useChange } from "@hansa/front/islands";
import { signOut } from "../../../shop/account/account.ts";
import { accountTexts } from "../../../shop/account/texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { deviceName } from "../device-name.ts";
import { revokeSession, type Settings } from "../settings-actions.ts";
import { accountPageTexts } from "../texts.ts";
import { Outcome } from "./account-frame.tsx";

type Sessions = NonNullable<Settings["sessions"]>;

type SessionListProps = {
  sessions: Sessions;
  language: Language;
  onChanged(left: Sessions): void;
  onSignedOut(): void;
};

export function SessionList({ sessions, language, onChanged, onSignedOut }: SessionListProps) {
  const texts = accountPageTexts[language];
  const { isBusy, text, isSuccess, send } = useChange(accountTexts[language].failed);

  async function end({ id, current }: Sessions[number]) {
    if (current) {
      if (!(await signOut())) return { text: texts.signOutFailed };
      onSignedOut();
    } else {
      await revokeSession(id);
      onChanged(sessions.filter((session) => session.id !== id));
    }
    return undefined;
  }

  return (
    <section>
      <h2 className="mb-4 text-2xl">{texts.sessions}</h2>
      <Outcome text={text} isSuccess={isSuccess} />
      <ul className="divide-y divide-line border-y border-line">
        {sessions.map((session) => {
          const device = deviceName(session.device) ?? texts.unknownDevice;
          return (
            <li key={session.id} className="flex items-center justify-between gap-4 py-3">
              <div className="min-w-0">
                <p className="truncate">
                  {device}
                  {session.current ? <span className="text-good"> · {texts.thisDevice}</span> : null}
                </p>
                <p className="text-sm text-muted">{texts.lastUsed(formatDateTime(session.lastUsedAt, language))}</p>
              </div>
              <Button
                look="quiet"
                className="shrink-0"
                isBusy={isBusy}
                aria-label={texts.revokeOf(session.current ? texts.thisDevice : device)}
                onClick={() => void send(() => end(session), texts.revoked)}
              >
                {texts.revoke}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
