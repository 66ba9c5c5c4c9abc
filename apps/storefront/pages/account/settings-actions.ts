/** Changes of an account itself: its name, password and sessions, the export of its data, and its end. */
import type { ChangeOutcome } from "@hansa/front/islands";
import type { ProfileUpdateInput, StorefrontAccountSettingsQuery } from "../../generated/graphql.ts";
import { forgetAccount, readAccount, signOut } from "../../shop/account/account.ts";
import { accountFaults, tooOftenText, weakPasswordText } from "../../shop/account/refusals.ts";
import { graph } from "../../shop/graph.ts";
import type { Language } from "../../shop/texts.ts";
import {
  AccountEraseDocument,
  AccountExportDocument,
  EmailChangeRequestDocument,
  ProfileUpdateDocument,
  SessionRevokeDocument,
  SettingsDocument,
} from "./documents.ts";
import { accountPageTexts } from "./texts.ts";

export type Settings = NonNullable<StorefrontAccountSettingsQuery["me"]>;

/** Why nothing was done; undefined: it was. */
type Refused = ChangeOutcome | undefined;

/** Null for a guest. Throws while accounts cannot be reached. */
export async function readSettings(): Promise<Settings | null> {
  return (await readAccount(SettingsDocument, {}))?.me ?? null;
}

/** Changes name or password. Throws if it is not known whether that was done. */
export async function updateProfile(
  input: ProfileUpdateInput,
  language: Language,
): Promise<ChangeOutcome | { settings: Pick<Settings, "displayName" | "sessions"> }> {
  const { data } = await graph.send(ProfileUpdateDocument, { input });
  const result = data?.profileUpdate;
  if (!result) throw new Error("the profile was not saved");
  switch (result.__typename) {
    case "ProfileSaved":
      return { settings: result.user };
    case "InvalidCredentialsError":
      return { faults: new Map([["currentPassword", accountPageTexts[language].passwordWrong]]) };
    case "WeakPasswordError":
      return { faults: new Map([["newPassword", weakPasswordText(result, language)]]) };
    case "ValidationError":
      return { faults: accountFaults(result.problems, language) };
    case "RateLimitedError":
      return { text: tooOftenText(result.retryAfterMs, language) };
  }
}

/** Requests another address. Throws if it is not known whether that was done. */
export async function requestEmailChange(
  input: { email: string; password: string },
  language: Language,
): Promise<Refused> {
  const texts = accountPageTexts[language];
  const { data } = await graph.send(EmailChangeRequestDocument, { input });
  const result = data?.emailChangeRequest;
  if (!result) throw new Error("the change of the address was not requested");
  switch (result.__typename) {
    case "EmailChangeRequested":
      return undefined;
    case "InvalidCredentialsError":
      return { faults: new Map([["password", texts.passwordWrong]]) };
    case "ValidationError":
      return result.problems.some(({ code }) => code === "SAME")
        ? { faults: new Map([["email", texts.emailSame]]) }
        : { faults: accountFaults(result.problems, language) };
    case "RateLimitedError":
      return { text: tooOftenText(result.retryAfterMs, language) };
  }
}

/** Signs out another device; one that is gone is signed out. Throws if it is not known whether that was done. */
export async function revokeSession(id: string): Promise<void> {
  const { data } = await graph.send(SessionRevokeDocument, { input: { id } });
  const result = data?.sessionRevoke;
  if (!result) throw new Error("the session was not ended");
  switch (result.__typename) {
    case "SessionRevoked":
    case "NotFoundError":
      return;
  }
}

/** Requests a file with all data of the person. Throws if it is not known whether that was done. */
export async function exportAccount(language: Language): Promise<Refused> {
  const { data } = await graph.send(AccountExportDocument, { input: {} });
  const result = data?.accountExport;
  if (!result) throw new Error("the export was not requested");
  switch (result.__typename) {
    case "AccountExportStarted":
      return undefined;
    case "RateLimitedError":
      return { text: tooOftenText(result.retryAfterMs, language) };
    case "NotFoundError":
      throw new Error("the account is not there");
  }
}

/** Erases the account for good. Throws if it is not known whether that was done. */
export async function eraseAccount(
  input: { password: string; cancelUnsentOrders: boolean },
  language: Language,
): Promise<Refused | { orderNumbers: readonly string[] }> {
  const { data } = await graph.send(AccountEraseDocument, { input });
  const result = data?.accountErase;
  if (!result) throw new Error("it is not known whether the account was erased");
  switch (result.__typename) {
    case "AccountErased":
      forgetAccount();
      // The session has ended; its cookies are still there.
      await signOut();
      return undefined;
    case "UnsentOrdersError":
      return { orderNumbers: result.orderNumbers };
    case "InvalidCredentialsError":
      return { faults: new Map([["password", accountPageTexts[language].passwordWrong]]) };
    case "LastAdministratorError":
      return { text: accountPageTexts[language].eraseLastAdmin };
    case "RateLimitedError":
      return { text: tooOftenText(result.retryAfterMs, language) };
    case "NotFoundError":
      throw new Error("the account is not there");
  }
}
