/** The export of all data of an account. */

import { Button } from "@hansa/front/elements";
import { useChange } from "@hansa/front/islands";
import { accountTexts } from "../../../shop/account/texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { exportAccount } from "../settings-actions.ts";
import { accountPageTexts } from "../texts.ts";
import { Outcome } from "./account-frame.tsx";

export function ExportPart({ language }: { language: Language }) {
  const texts = accountPageTexts[language];
  const { isBusy, text, isSuccess, send } = useChange(accountTexts[language].failed);
  return (
    <section>
      <h2 className="mb-4 text-2xl">{texts.export}</h2>
      <Outcome text={text} isSuccess={isSuccess} />
      <p className="mb-4 text-muted">{texts.exportHint}</p>
      <Button
        look="secondary"
        isBusy={isBusy}
        onClick={() => void send(() => exportAccount(language), texts.exportStarted)}
      >
        {texts.exportStart}
      </Button>
    </section>
  );
}
