/** The settings of an account: name, password, signed-in devices, its data and its end. */
import { buttonClass, Notice } from "@hansa/front/elements";
import { useState } from "react";
import { useReading } from "../../../shop/reading.ts";
import { shopTexts } from "../../../shop/shop-texts.ts";
import { AccountFrame } from "../elements/account-frame.tsx";
import { EmailForm } from "../elements/email-form.tsx";
import { EraseForm } from "../elements/erase-form.tsx";
import { ExportPart } from "../elements/export-part.tsx";
import { NameForm, PasswordForm } from "../elements/profile-forms.tsx";
import { SessionList } from "../elements/session-list.tsx";
import type { AccountProps } from "../links.ts";
import { readSettings, type Settings } from "../settings-actions.ts";
import { accountPageTexts } from "../texts.ts";

export function AccountSettings({ language, links }: AccountProps) {
  const texts = accountPageTexts[language];
  const { shown, setShown, load } = useReading(readSettings);
  const [isErased, setIsErased] = useState(false);
  const change = (changed: Partial<Settings>) =>
    setShown((before) => (typeof before === "object" && before ? { ...before, ...changed } : before));

  if (isErased) {
    return (
      <>
        <Notice kind="success">{texts.erased}</Notice>
        <a href={links.home} className={buttonClass("secondary", "mt-6")}>
          {shopTexts[language].browse}
        </a>
      </>
    );
  }
  return (
    <AccountFrame language={language} links={links} current="settings" part={shown} onRetry={load}>
      {(settings) => (
        <div className="max-w-xl space-y-12">
          <NameForm settings={settings} language={language} onSaved={change} />
          <EmailForm settings={settings} language={language} />
          <PasswordForm settings={settings} language={language} onSaved={change} />
          <SessionList
            sessions={settings.sessions ?? []}
            language={language}
            onChanged={(sessions) => change({ sessions })}
            onSignedOut={() => setShown(null)}
          />
          <ExportPart language={language} />
          <EraseForm language={language} links={links} onErased={() => setIsErased(true)} />
        </div>
      )}
    </AccountFrame>
  );
}
