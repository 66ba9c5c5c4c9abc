-- As SQLite's migrations up to 0019.
ALTER TABLE "stock_ledger" ADD COLUMN "insertion" bigint;
--> statement-breakpoint
ALTER TABLE "stock_ledger" DISABLE TRIGGER "stock_ledger_is_never_changed";
--> statement-breakpoint
UPDATE "stock_ledger" AS "movement" SET "insertion" = "numbered"."insertion" FROM (
	SELECT "id", row_number() OVER (ORDER BY age(xmin) DESC, cmin::text::bigint, ctid) AS "insertion" FROM "stock_ledger"
) AS "numbered" WHERE "numbered"."id" = "movement"."id";
--> statement-breakpoint
ALTER TABLE "stock_ledger" ENABLE TRIGGER "stock_ledger_is_never_changed";
--> statement-breakpoint
CREATE INDEX "stock_ledger_in_order" ON "stock_ledger" ("insertion" NULLS FIRST);
