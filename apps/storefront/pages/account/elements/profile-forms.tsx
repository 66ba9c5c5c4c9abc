/** The forms of name and password. */
import { Button, Field } from "@hansa/front/elements";
import { Form, forgetSent, keptText, type Typed, useChange } from "@hansa/front/islands";
import { accountTexts } from "../../../shop/account/texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { type Settings, updateProfile } from "../settings-actions.ts";
import { accountPageTexts } from "../texts.ts";
import { Outcome } from "./account-frame.tsx";

type ProfileFormProps = { settings: Settings; language: Language; onSaved(changed: Partial<Settings>): void };

/** The name under which this tab keeps the name that is typed, until it is saved. */
const keptName = "name";

export function NameForm({ settings, language, onSaved }: ProfileFormProps) {
  const texts = accountPageTexts[language];
  const common = accountTexts[language];
  const { isBusy, text, isSuccess, faults, send } = useChange(common.failed);

  async function save(displayName: string) {
    const sent = keptText(keptName);
    const outcome = await updateProfile({ displayName }, language);
    if (!("settings" in outcome)) return outcome;
    forgetSent(keptName, sent);
    onSaved(outcome.settings);
    return undefined;
  }

  return (
    <section>
      <h2 className="mb-4 text-2xl">{texts.profile}</h2>
      <Outcome text={text} isSuccess={isSuccess} />
      <Form
        keptAs={keptName}
        className="space-y-4"
        onSend={(typed) => void send(() => save(typed("name")), texts.saved)}
      >
        <Field
          label={common.name}
          hint={common.nameHint}
          fault={faults.get("displayName")}
          name="name"
          autoComplete="name"
          required
          maxLength={80}
          defaultValue={settings.displayName}
        />
        <Button type="submit" look="secondary" isBusy={isBusy}>
          {texts.save}
        </Button>
      </Form>
    </section>
  );
}

export function PasswordForm({ settings, language, onSaved }: ProfileFormProps) {
  const texts = accountPageTexts[language];
  const common = accountTexts[language];
  const { isBusy, text, isSuccess, faults, send } = useChange(common.failed);

  async function save(typed: Typed, form: HTMLFormElement) {
    const input = { currentPassword: typed("current-password"), newPassword: typed("new-password") };
    const outcome = await updateProfile(input, language);
    if (!("settings" in outcome)) return outcome;
    onSaved(outcome.settings);
    form.reset();
    return undefined;
  }

  return (
    <section>
      <h2 className="mb-4 text-2xl">{texts.password}</h2>
      <Outcome text={text} isSuccess={isSuccess} />
      <Form className="space-y-4" onSend={(typed, form) => void send(() => save(typed, form), texts.passwordSaved)}>
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
        />
        <Button type="submit" look="secondary" isBusy={isBusy}>
          {texts.savePassword}
        </Button>
      </Form>
    </section>
  );
}
