-- As SQLite's migrations up to 0038.
CREATE TABLE "vat_id_answers" (
	"key" text NOT NULL,
	"state" text NOT NULL,
	"checked_at" bigint NOT NULL,
	"consultation" text,
	PRIMARY KEY ("key")
);
--> statement-breakpoint
ALTER TABLE "checkouts" ADD COLUMN "vat_id_check" text;
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "vat_id_check" text;
--> statement-breakpoint
ALTER TABLE "shop_settings" ADD COLUMN "reverse_charge_check" text DEFAULT 'SERVICE' NOT NULL;
--> statement-breakpoint
UPDATE "shop_settings" SET "reverse_charge_check" = 'FORM', "notices" = CASE "notices" WHEN '[]' THEN '["REVERSE_CHARGE_CHECK"]' ELSE replace("notices", ']', ',"REVERSE_CHARGE_CHECK"]') END WHERE "reverse_charge" = TRUE;
