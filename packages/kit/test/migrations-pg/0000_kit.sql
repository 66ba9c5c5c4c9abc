CREATE TABLE "row_numbers" (
	"table_name" text PRIMARY KEY NOT NULL,
	"last" bigint NOT NULL
);
CREATE TABLE "outbox" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"event_id" text NOT NULL,
	"type" text NOT NULL,
	"version" bigint NOT NULL,
	"aggregate_id" text NOT NULL,
	"payload" text NOT NULL,
	"occurred_at" bigint NOT NULL,
	"traceparent" text
);
CREATE UNIQUE INDEX "outbox_event_id_unique" ON "outbox" ("event_id");
CREATE TABLE "inbox_cursor" (
	"source" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"lost_at" bigint
);
CREATE TABLE "idempotency" (
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"state" text NOT NULL,
	"answer" text,
	"created_at" bigint NOT NULL,
	PRIMARY KEY("scope", "key")
);
CREATE TABLE "pragma_log" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"opened_at" bigint NOT NULL,
	"without_fsync" boolean NOT NULL,
	"journal_mode" text NOT NULL,
	"synchronous" bigint NOT NULL,
	"foreign_keys" bigint NOT NULL,
	"busy_timeout_ms" bigint NOT NULL
);
CREATE TABLE "tins" (
	"id" bigint PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
CREATE TABLE "deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"due_at" bigint NOT NULL,
	"attempts" bigint NOT NULL,
	"traceparent" text,
	"done_at" bigint
);
CREATE TABLE "dead_letters" (
	"consumer" text NOT NULL,
	"seq" bigint NOT NULL,
	"aggregate_id" text NOT NULL,
	"event" text NOT NULL,
	"due_at" bigint NOT NULL,
	"attempts" bigint NOT NULL,
	"traceparent" text,
	PRIMARY KEY("consumer", "seq")
);
CREATE TABLE "leases" (
	"name" text PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"ends_at" bigint NOT NULL,
	"fencing_token" bigint NOT NULL
);
CREATE TABLE "fencing_tokens" (
	"lease" text PRIMARY KEY NOT NULL,
	"token" bigint NOT NULL
);
CREATE TABLE "store_clock" (
	"id" bigint PRIMARY KEY NOT NULL,
	"boot" text NOT NULL,
	"at" bigint NOT NULL,
	"monotonic" bigint NOT NULL
);
CREATE TABLE "attempt_counters" (
	"key" text PRIMARY KEY NOT NULL,
	"attempts" bigint NOT NULL,
	"ends_at" bigint NOT NULL
);
CREATE TABLE "alarms" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"subject" text NOT NULL,
	"first_at" bigint NOT NULL,
	"last_at" bigint NOT NULL,
	"count" bigint NOT NULL,
	"closed_at" bigint
);
CREATE UNIQUE INDEX "alarms_open_once" ON "alarms" ("name","subject") WHERE closed_at IS NULL;
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('outbox', 0);
CREATE TRIGGER "aa_number_outbox" BEFORE INSERT ON "outbox"
	FOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq');
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('pragma_log', 0);
CREATE TRIGGER "aa_number_pragma_log" BEFORE INSERT ON "pragma_log"
	FOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq');
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('tins', 0);
CREATE TRIGGER "aa_number_tins" BEFORE INSERT ON "tins"
	FOR EACH ROW EXECUTE FUNCTION hansa.number_row('id');
