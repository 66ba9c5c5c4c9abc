/** Table of VAT ids that a register has judged, kept for a day at most, and what a checkout and an order keep of it. */
import { id, table, text, time } from "@hansa/kit/store";

export const reverseChargeChecks = ["SERVICE", "FORM"] as const;

/** The check of the buyer's VAT id: `rule` is the setting that applied. */
export type VatIdCheck = {
  rule: (typeof reverseChargeChecks)[number];
  state: "UNCHECKED" | "VALID" | "INVALID" | "UNAVAILABLE";
  /** Null unless a register answered. */
  checkedAt: number | null;
  consultation: string | null;
};

export const vatIdAnswers = table("vat_id_answers", {
  /** A keyed hash of the VAT id. */
  key: id("key"),
  state: text("state", { enum: ["VALID", "INVALID"] }).notNull(),
  checkedAt: time("checked_at").notNull(),
  consultation: text("consultation"),
});

export type VatIdAnswerRow = typeof vatIdAnswers.$inferSelect;
