-- As SQLite's migrations up to 0043.
CREATE TABLE "order_mails" (
	"id" text NOT NULL,
	"order_id" text NOT NULL,
	"kind" text NOT NULL,
	"subject_id" text,
	"former_email" text,
	"queued_at" bigint NOT NULL,
	"sent_at" bigint,
	"refused_at" bigint,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "link_version" bigint DEFAULT 0 NOT NULL;
--> statement-breakpoint
CREATE INDEX "order_mails_of_order" ON "order_mails" ("order_id", "queued_at", "id");
--> statement-breakpoint
CREATE INDEX "order_mails_to_former" ON "order_mails" ("former_email") WHERE "former_email" IS NOT NULL;
--> statement-breakpoint
ALTER TABLE "order_mails" ADD CONSTRAINT "order_mails_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
