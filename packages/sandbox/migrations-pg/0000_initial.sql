-- As SQLite's migrations up to 0003.
CREATE TABLE "row_numbers" (
	"table_name" text PRIMARY KEY NOT NULL,
	"last" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sandbox_answers" (
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"entry_seq" bigint NOT NULL,
	"refused" text,
	PRIMARY KEY ("key")
);
--> statement-breakpoint
CREATE TABLE "sandbox_entries" (
	"seq" bigint NOT NULL,
	"ref" text NOT NULL,
	"payment_id" text NOT NULL,
	"state" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"token" text,
	"failure_code" text,
	"captures" text NOT NULL,
	"refunds" text NOT NULL,
	"disputes" text NOT NULL,
	"pending_since" bigint,
	"keeps" boolean NOT NULL,
	"customer_ref" text,
	"method_ref" text,
	"key" text,
	"at" bigint NOT NULL,
	"return_url" text,
	"bank_page" text,
	PRIMARY KEY ("seq")
);
--> statement-breakpoint
CREATE TABLE "sandbox_messages" (
	"entry_seq" bigint NOT NULL,
	"attempts" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"delivered_at" bigint,
	PRIMARY KEY ("entry_seq")
);
--> statement-breakpoint
CREATE TABLE "sandbox_methods" (
	"ref" text NOT NULL,
	"customer_ref" text NOT NULL,
	"token" text NOT NULL,
	"removed_at" bigint,
	PRIMARY KEY ("ref")
);
--> statement-breakpoint
CREATE TABLE "store_clock" (
	"id" bigint NOT NULL,
	"boot" text NOT NULL,
	"at" bigint NOT NULL,
	"monotonic" bigint NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('sandbox_entries', 0);
--> statement-breakpoint
CREATE TRIGGER "aa_number_sandbox_entries" BEFORE INSERT ON "sandbox_entries"
	FOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq');
--> statement-breakpoint
CREATE INDEX "sandbox_entries_of_payment" ON "sandbox_entries" ("payment_id", "seq");
--> statement-breakpoint
CREATE INDEX "sandbox_entries_of_ref" ON "sandbox_entries" ("ref", "seq");
--> statement-breakpoint
CREATE INDEX "sandbox_entries_pending" ON "sandbox_entries" ("pending_since") WHERE "pending_since" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "sandbox_messages_waiting" ON "sandbox_messages" ("due_at") WHERE "delivered_at" IS NULL;
--> statement-breakpoint
CREATE FUNCTION "sandbox_answers_are_never_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the answers of the sandbox are append only';
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "sandbox_answers_are_never_changed" BEFORE UPDATE ON "sandbox_answers"
	FOR EACH ROW EXECUTE FUNCTION "sandbox_answers_are_never_changed"();
--> statement-breakpoint
CREATE FUNCTION "sandbox_answers_are_never_removed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the answers of the sandbox are append only';
	RETURN OLD;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "sandbox_answers_are_never_removed" BEFORE DELETE ON "sandbox_answers"
	FOR EACH ROW EXECUTE FUNCTION "sandbox_answers_are_never_removed"();
--> statement-breakpoint
CREATE FUNCTION "sandbox_entries_are_never_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the entries of the sandbox are append only';
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "sandbox_entries_are_never_changed" BEFORE UPDATE ON "sandbox_entries"
	FOR EACH ROW EXECUTE FUNCTION "sandbox_entries_are_never_changed"();
--> statement-breakpoint
CREATE FUNCTION "sandbox_entries_are_never_removed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the entries of the sandbox are append only';
	RETURN OLD;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "sandbox_entries_are_never_removed" BEFORE DELETE ON "sandbox_entries"
	FOR EACH ROW EXECUTE FUNCTION "sandbox_entries_are_never_removed"();
