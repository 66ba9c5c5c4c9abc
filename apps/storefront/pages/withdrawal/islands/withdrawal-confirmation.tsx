/** The confirmation of a declared withdrawal. The link is opened by people and by the scanners of their mail: a press confirms, not the visit. */

import { Button, Message } from "@hansa/front/elements";
import { formatDate, formatDateTime } from "@hansa/front/format";
import { useChange } from "@hansa/front/islands";
import { useEffect, useState } from "react";
import { graphql } from "../../../generated/index.ts";
import { graph } from "../../../shop/graph.ts";
import type { Language } from "../../../shop/texts.ts";
import { withdrawalTexts } from "../texts.ts";

const WithdrawalConfirmDocument = graphql(`
  mutation StorefrontWithdrawalConfirm($input: WithdrawalConfirmInput!) {
    withdrawalConfirm(input: $input) {
      __typename
      ... on WithdrawalConfirmed { reference receivedAt refundDueBy }
    }
  }
`);

export function WithdrawalConfirmation({ language }: { language: Language }) {
  const texts = withdrawalTexts[language];
  const [link, setLink] = useState<{ withdrawalId: string; token: string } | null>();
  const { isBusy, isSuccess, text, send } = useChange(texts.unknown);

  useEffect(() => {
    const withdrawalId = new URLSearchParams(location.search).get("withdrawal");
    const token = new URLSearchParams(location.hash.slice(1)).get("token");
    history.replaceState(null, "", location.pathname);
    setLink(withdrawalId && token ? { withdrawalId, token } : null);
  }, []);

  async function confirm(given: { withdrawalId: string; token: string }) {
    const input = { ...given, idempotencyKey: `confirm:${given.withdrawalId}` };
    const result = (await graph.send(WithdrawalConfirmDocument, { input })).data?.withdrawalConfirm;
    if (!result) throw new Error("it is not known whether the withdrawal was confirmed");
    if (result.__typename !== "WithdrawalConfirmed")
      return { text: result.__typename === "NotFoundError" ? texts.invalidLink : texts.failed };
    return {
      isSuccess: true,
      text: (
        <>
          <p>{texts.confirmed(formatDateTime(result.receivedAt, language))}</p>
          <p>{texts.reference(result.reference, formatDateTime(result.receivedAt, language))}</p>
          {result.refundDueBy ? <p>{texts.refundDue(formatDate(result.refundDueBy, language))}</p> : null}
        </>
      ),
    };
  }

  return (
    <>
      <Message kind={isSuccess ? "success" : "fault"} className="mb-6">
        {link === null ? texts.invalidLink : text}
      </Message>
      {link && !isSuccess ? (
        <Button isBusy={isBusy} onClick={() => void send(() => confirm(link))}>
          {texts.confirmTitle}
        </Button>
      ) : null}
    </>
  );
}
