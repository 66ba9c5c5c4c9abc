-- As SQLite's migrations up to 0036.
ALTER TABLE "return_parts" ADD COLUMN "unjudged" bigint DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "return_parts" DROP CONSTRAINT "return_parts_restocked";
--> statement-breakpoint
ALTER TABLE "return_parts" ADD CONSTRAINT "return_parts_restocked" CHECK ("restocked" >= 0 AND "unjudged" >= 0 AND "restocked" + "unjudged" <= "received");
