DROP INDEX service_record_occurred_at;
CREATE INDEX service_record_occurred_at ON service_record (occurred_at) WHERE deleted = 0;
DROP INDEX service_record_state;
CREATE INDEX service_record_state ON service_record (state, occurred_at) WHERE deleted = 0;
CREATE INDEX service_record_unpacked ON service_record (state) WHERE exchange = 'unpacked' AND deleted = 0;
CREATE INDEX visit_unpacked ON visit (state) WHERE exchange = 'unpacked' AND deleted = 0;
