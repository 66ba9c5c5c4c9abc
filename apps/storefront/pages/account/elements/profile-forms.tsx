/** The forms of name and password. */
import { Button, Field } from "@hansa/front/elements";
import { useState } from "react";
import { accountTexts } from "../../../shop/account/texts.ts";
import { useChange } from "../../../shop/change.ts";
import type { Language } from "../../../shop/texts.ts";
import { type Settings, updateProfile } from "../settings-actions.ts";
import { accountPageTexts } from "../texts.ts";
import { Outcome } from "./account-frame.tsx";

type ProfileFormProps = { settings: Settings; language: Language; onSaved(changed: Partial<Settings>): void };

export function NameForm({ settings, language, onSaved }: ProfileFormProps) {
  const texts = accountPageTexts[language];
  const common = accountTexts[language];
  const [displayName, setDisplayName] = useState(settings.displayName);
  const { isBusy, text, isSuccess, faults, send } = useChange(common.failed);

  async function save() {
    const outcome = await updateProfile({ displayName }, language);
    if (!("settings" in outcome)) return outcome;
    onSaved(outcome.settings);
    return undefined;
  }

  return (
    <section>
      <h2 className="mb-4 text-2xl">{texts.profile}</h2>
      <Outcome text={text} isSuccess={isSuccess} />
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          void send(save, texts.saved);
        }}
      >
        <Field
          label={common.name}
          hint={common.nameHint}
          fault={faults.get("displayName")}
          name="name"
          autoComplete="name"
          required
          maxLength={80}
          value={displayName}
          onChange={(event) => setDisplayName(event.currentTarget.value)}
        />
        <Button type="submit" look="secondary" isBusy={isBusy}>
          {texts.save}
        </Button>
      </form>
    </section>
  );
}

export function PasswordForm({ settings, language, onSaved }: ProfileFormProps) {
  const texts = accountPageTexts[language];
  const common = accountTexts[language];
  const empty = { currentPassword: "", newPassword: "" };
  const [typed, setTyped] = useState(empty);
  const { isBusy, text, isSuccess, faults, send } = useChange(common.failed);

  async function save() {
    const outcome = await updateProfile(typed, language);
    if (!("settings" in outcome)) return outcome;
    onSaved(outcome.settings);
    setTyped(empty);
    return undefined;
  }

  return (
    <section>
      <h2 className="mb-4 text-2xl">{texts.password}</h2>
      <Outcome text={text} isSuccess={isSuccess} />
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          void send(save, texts.passwordSaved);
        }}
      >
        {/* Password managers learn from it whose password this is. */}
        <input type="hidden" name="username" autoComplete="username" value={settings.email ?? ""} />
        <Field
          label={texts.currentPassword}
          fault={faults.get("currentPassword")}
          type="password"
          name="current-password"
          autoComplete="current-password"
          required
          maxLength={256}
          value={typed.currentPassword}
          onChange={(event) => setTyped({ ...typed, currentPassword: event.currentTarget.value })}
        />
        <Field
          label={common.newPassword}
          hint={`${common.passwordHint} ${texts.passwordRule}`}
          fault={faults.get("newPassword")}
          type="password"
          name="new-password"
          autoComplete="new-password"
          required
          maxLength={256}
          value={typed.newPassword}
          onChange={(event) => setTyped({ ...typed, newPassword: event.currentTarget.value })}
        />
        <Button type="submit" look="secondary" isBusy={isBusy}>
          {texts.savePassword}
        </Button>
      </form>
    </section>
  );
}
