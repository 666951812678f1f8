-- The tables of the spine; statements end with a semicolon at the end of a line.
CREATE TABLE amendment (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    owner_kind VARCHAR NOT NULL,
    owner BLOB,
    field VARCHAR NOT NULL,
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    reason VARCHAR NOT NULL,
    at INTEGER,
    written_by BLOB,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX amendment_owner ON amendment (owner);
CREATE TABLE attachment (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    owner_kind VARCHAR NOT NULL,
    owner BLOB,
    purpose VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    media_type VARCHAR NOT NULL,
    size INTEGER NOT NULL,
    sha256 VARCHAR NOT NULL,
    caption VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX attachment_owner ON attachment (owner);
CREATE TABLE branch (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    company VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    service_phone VARCHAR NOT NULL,
    complaint_phone VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE TABLE bundle (
    bundle_id VARCHAR NOT NULL,
    direction VARCHAR NOT NULL,
    peer VARCHAR NOT NULL,
    epoch VARCHAR NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    period VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    size INTEGER NOT NULL,
    sha256 VARCHAR NOT NULL,
    built_at INTEGER NOT NULL,
    delivered_at INTEGER,
    state VARCHAR NOT NULL,
    journal_head VARCHAR NOT NULL,
    journal_count INTEGER NOT NULL,
    PRIMARY KEY (bundle_id)
);
CREATE TABLE calendar_day (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    day DATE,
    working BOOLEAN NOT NULL,
    note VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX calendar_day_day ON calendar_day (day);
CREATE TABLE "conflict" (
    id INTEGER NOT NULL,
    entity VARCHAR NOT NULL,
    row_id BLOB NOT NULL,
    field VARCHAR NOT NULL,
    kept TEXT NOT NULL,
    other TEXT NOT NULL,
    base TEXT NOT NULL,
    kept_actor BLOB,
    other_actor BLOB,
    at INTEGER NOT NULL,
    closed BOOLEAN NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX conflict_row ON "conflict" (entity, row_id);
CREATE TABLE contact (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    customer BLOB NOT NULL,
    name VARCHAR NOT NULL,
    salutation VARCHAR NOT NULL,
    position VARCHAR NOT NULL,
    mobile VARCHAR NOT NULL,
    landline VARCHAR NOT NULL,
    extension VARCHAR NOT NULL,
    wechat VARCHAR NOT NULL,
    email VARCHAR NOT NULL,
    is_key BOOLEAN NOT NULL,
    phone_note VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX contact_customer ON contact (customer);
CREATE TABLE counter (
    prefix VARCHAR NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (prefix)
);
CREATE TABLE customer (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    number VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    branch_code VARCHAR NOT NULL,
    exchange VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    aliases VARCHAR NOT NULL,
    initials VARCHAR NOT NULL,
    customer_type VARCHAR NOT NULL,
    value_class VARCHAR NOT NULL,
    lifecycle_stage VARCHAR NOT NULL,
    credit_code VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    email VARCHAR NOT NULL,
    province VARCHAR NOT NULL,
    city VARCHAR NOT NULL,
    district VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    confidentiality VARCHAR NOT NULL,
    confidentiality_until DATE,
    lost_at DATE,
    lost_reason VARCHAR NOT NULL,
    last_verified_at DATE,
    remarks TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid),
    UNIQUE (number)
);
CREATE INDEX customer_name ON customer (name);
CREATE TABLE customer_product (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    customer BLOB NOT NULL,
    product VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    serial VARCHAR NOT NULL,
    dongle VARCHAR NOT NULL,
    order_number VARCHAR NOT NULL,
    purchased_at DATE,
    warranty_until DATE,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX customer_product_customer ON customer_product (customer);
CREATE TABLE journal (
    seq INTEGER NOT NULL,
    op_id BLOB NOT NULL,
    entity VARCHAR NOT NULL,
    row_id BLOB NOT NULL,
    root BLOB NOT NULL,
    action VARCHAR NOT NULL,
    changes TEXT NOT NULL,
    old TEXT NOT NULL,
    base TEXT NOT NULL,
    versions TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    actor BLOB,
    wall_time INTEGER NOT NULL,
    origin VARCHAR NOT NULL,
    salt BLOB,
    chain BLOB,
    PRIMARY KEY (seq),
    UNIQUE (op_id)
);
CREATE INDEX journal_root ON journal (root);
CREATE INDEX journal_row ON journal (entity, row_id);
CREATE INDEX journal_unchained ON journal (seq) WHERE chain IS NULL;
CREATE TABLE link (
    peer VARCHAR NOT NULL,
    relation VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    node VARCHAR NOT NULL,
    minisign VARCHAR NOT NULL,
    age VARCHAR NOT NULL,
    certificate TEXT NOT NULL,
    out_epoch VARCHAR NOT NULL,
    out_tail INTEGER NOT NULL,
    out_bundled INTEGER NOT NULL,
    peer_ack INTEGER NOT NULL,
    in_epoch VARCHAR NOT NULL,
    in_applied INTEGER NOT NULL,
    receipt_due BOOLEAN NOT NULL,
    last_bundle_hash VARCHAR NOT NULL,
    last_sent_at INTEGER,
    last_received_at INTEGER,
    revoked BOOLEAN NOT NULL,
    PRIMARY KEY (peer)
);
CREATE TABLE month_close (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    number VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    branch_code VARCHAR NOT NULL,
    exchange VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    closed_at INTEGER,
    closed_by BLOB,
    records INTEGER NOT NULL,
    visits INTEGER NOT NULL,
    customers INTEGER NOT NULL,
    carried_over INTEGER NOT NULL,
    digest VARCHAR NOT NULL,
    summary TEXT NOT NULL,
    needs_hq_support BOOLEAN NOT NULL,
    support_text TEXT NOT NULL,
    early BOOLEAN NOT NULL,
    late BOOLEAN NOT NULL,
    missing_devices VARCHAR NOT NULL,
    bundle VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid),
    UNIQUE (number)
);
CREATE INDEX month_close_branch_code_period ON month_close (branch_code, period);
CREATE TABLE month_explanation (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    branch_code VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX month_explanation_period ON month_explanation (period);
CREATE TABLE month_receipt (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    branch_code VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    records INTEGER NOT NULL,
    digest VARCHAR NOT NULL,
    reason TEXT NOT NULL,
    decided_at INTEGER,
    decided_by VARCHAR NOT NULL,
    journal_head VARCHAR NOT NULL,
    journal_count INTEGER NOT NULL,
    signature TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX month_receipt_branch_code_period ON month_receipt (branch_code, period);
CREATE TABLE month_snapshot (
    id INTEGER NOT NULL,
    branch_code VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    entity VARCHAR NOT NULL,
    row_id BLOB NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX month_snapshot_close ON month_snapshot (branch_code, period, revision);
CREATE TABLE month_summary (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    branch_code VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    summary TEXT NOT NULL,
    needs_hq_support BOOLEAN NOT NULL,
    support_text TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE TABLE outbox (
    peer VARCHAR NOT NULL,
    epoch VARCHAR NOT NULL,
    seq INTEGER NOT NULL,
    journal_seq INTEGER NOT NULL,
    PRIMARY KEY (peer, epoch, seq)
);
CREATE INDEX outbox_journal ON outbox (peer, journal_seq);
CREATE TABLE parked_operation (
    op_id BLOB NOT NULL,
    peer VARCHAR NOT NULL,
    line BLOB NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (op_id)
);
CREATE TABLE product (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    current_version VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE TABLE reading (
    id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor BLOB,
    entity VARCHAR NOT NULL,
    row_id BLOB NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE record_handover (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    record BLOB NOT NULL,
    from_staff BLOB,
    to_staff BLOB,
    at INTEGER,
    brief TEXT NOT NULL,
    acknowledged_at INTEGER,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX record_handover_record ON record_handover (record);
CREATE TABLE record_option (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    record BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    text TEXT NOT NULL,
    chosen BOOLEAN NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX record_option_record ON record_option (record);
CREATE TABLE record_progress (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    record BLOB NOT NULL,
    at INTEGER,
    kind VARCHAR NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX record_progress_record ON record_progress (record);
CREATE TABLE record_promise (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    record BLOB NOT NULL,
    at INTEGER,
    promised_for INTEGER,
    reason VARCHAR NOT NULL,
    customer_informed BOOLEAN NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX record_promise_record ON record_promise (record);
CREATE TABLE search_entry (
    id INTEGER NOT NULL,
    entity VARCHAR NOT NULL,
    row_id BLOB NOT NULL,
    row_key INTEGER NOT NULL,
    number VARCHAR NOT NULL,
    title TEXT NOT NULL,
    subtitle TEXT NOT NULL,
    digits TEXT NOT NULL,
    initials TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX search_entry_row ON search_entry (entity, row_id);
CREATE TABLE service_record (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    number VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    branch_code VARCHAR NOT NULL,
    exchange VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    device VARCHAR NOT NULL,
    occurred_at INTEGER,
    recorded_at INTEGER,
    late_entry BOOLEAN NOT NULL,
    service_mode VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    request_type VARCHAR NOT NULL,
    service_type VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    complexity VARCHAR NOT NULL,
    response_level VARCHAR NOT NULL,
    detail_level VARCHAR NOT NULL,
    customer BLOB,
    contact_person VARCHAR NOT NULL,
    contact_phone VARCHAR NOT NULL,
    contact_email VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    region VARCHAR NOT NULL,
    product VARCHAR NOT NULL,
    product_version VARCHAR NOT NULL,
    serial VARCHAR NOT NULL,
    order_number VARCHAR NOT NULL,
    service_item VARCHAR NOT NULL,
    problem_description TEXT NOT NULL,
    customer_reason TEXT NOT NULL,
    first_contact_owner BLOB,
    handler BLOB,
    promised_answer_at INTEGER,
    response_started_at INTEGER,
    response_ended_at INTEGER,
    solution TEXT NOT NULL,
    result VARCHAR NOT NULL,
    open_ended BOOLEAN NOT NULL,
    customer_feedback TEXT NOT NULL,
    satisfaction_score INTEGER,
    confirmed_by VARCHAR NOT NULL,
    confirmed_at INTEGER,
    verification_method VARCHAR NOT NULL,
    confirmation_text VARCHAR NOT NULL,
    leads TEXT NOT NULL,
    lead_department VARCHAR NOT NULL,
    operating_system VARCHAR NOT NULL,
    computer_brand VARCHAR NOT NULL,
    operation_steps TEXT NOT NULL,
    error_symptom TEXT NOT NULL,
    probable_cause TEXT NOT NULL,
    complaint_text TEXT NOT NULL,
    recurrence INTEGER NOT NULL,
    frozen BOOLEAN NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid),
    UNIQUE (number)
);
CREATE INDEX service_record_branch_code_period ON service_record (branch_code, period);
CREATE INDEX service_record_customer ON service_record (customer);
CREATE INDEX service_record_handler ON service_record (handler);
CREATE INDEX service_record_occurred_at ON service_record (occurred_at);
CREATE INDEX service_record_period ON service_record (period);
CREATE INDEX service_record_state ON service_record (state);
CREATE TABLE setting (
    "key" VARCHAR NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY ("key")
);
CREATE TABLE staff (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    name VARCHAR NOT NULL,
    branch_code VARCHAR NOT NULL,
    roles VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    active BOOLEAN NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE TABLE visit (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    number VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    branch_code VARCHAR NOT NULL,
    exchange VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    record BLOB,
    customer BLOB,
    engineer BLOB,
    follow_up_of BLOB,
    purpose TEXT NOT NULL,
    tools TEXT NOT NULL,
    appointment_at INTEGER,
    agreed_with VARCHAR NOT NULL,
    agreed_by VARCHAR NOT NULL,
    checklist_done BOOLEAN NOT NULL,
    departed_at INTEGER,
    arrived_at INTEGER,
    left_at INTEGER,
    location VARCHAR NOT NULL,
    badge_shown BOOLEAN NOT NULL,
    present_people VARCHAR NOT NULL,
    other_engineers VARCHAR NOT NULL,
    diagnosis VARCHAR NOT NULL,
    diagnosis_text TEXT NOT NULL,
    explained BOOLEAN NOT NULL,
    work_done TEXT NOT NULL,
    new_requests TEXT NOT NULL,
    result VARCHAR NOT NULL,
    result_text TEXT NOT NULL,
    follow_up_at INTEGER,
    labour_hours TEXT,
    charge TEXT NOT NULL,
    invoice_number VARCHAR NOT NULL,
    warranty_status VARCHAR NOT NULL,
    data_description TEXT NOT NULL,
    data_consent BOOLEAN NOT NULL,
    data_consent_by VARCHAR NOT NULL,
    data_return_at INTEGER,
    opinion TEXT NOT NULL,
    opinion_source VARCHAR NOT NULL,
    satisfaction VARCHAR NOT NULL,
    usage_survey BOOLEAN NOT NULL,
    leave_consent BOOLEAN NOT NULL,
    engineer_contact_left BOOLEAN NOT NULL,
    signature_kind VARCHAR NOT NULL,
    signature_statement TEXT NOT NULL,
    signature_due DATE,
    privacy_consent BOOLEAN NOT NULL,
    dynamics_consent BOOLEAN NOT NULL,
    waiver_reason TEXT NOT NULL,
    waiver_by BLOB,
    waiver_at INTEGER,
    waiver_oral BOOLEAN NOT NULL,
    sheet_content TEXT NOT NULL,
    content_hash VARCHAR NOT NULL,
    frozen_at INTEGER,
    qr VARCHAR NOT NULL,
    copy_way VARCHAR NOT NULL,
    copy_at INTEGER,
    print_count INTEGER NOT NULL,
    submitted_at INTEGER,
    reviewed_at INTEGER,
    reviewed_by BLOB,
    review_note TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid),
    UNIQUE (number)
);
CREATE INDEX visit_appointment_at ON visit (appointment_at);
CREATE INDEX visit_customer ON visit (customer);
CREATE INDEX visit_engineer ON visit (engineer);
CREATE INDEX visit_period ON visit (period);
CREATE INDEX visit_record ON visit (record);
CREATE INDEX visit_state ON visit (state);
CREATE TABLE visit_addendum (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    visit BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    text TEXT NOT NULL,
    written_at INTEGER,
    written_by BLOB,
    content_hash VARCHAR NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX visit_addendum_visit ON visit_addendum (visit);
CREATE TABLE visit_part (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    visit BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    old_serial VARCHAR NOT NULL,
    new_serial VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    amount TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX visit_part_visit ON visit_part (visit);
CREATE TABLE visit_reschedule (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    visit BLOB NOT NULL,
    old_at INTEGER,
    new_at INTEGER,
    reason VARCHAR NOT NULL,
    customer_informed_at INTEGER,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX visit_reschedule_visit ON visit_reschedule (visit);
CREATE TABLE visit_signature (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    visit BLOB NOT NULL,
    addendum BLOB,
    party VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    position VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    ink TEXT NOT NULL,
    content_hash VARCHAR NOT NULL,
    binding VARCHAR NOT NULL,
    signed_at INTEGER,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX visit_signature_visit ON visit_signature (visit);
CREATE TABLE visit_work_line (
    id INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    deleted BOOLEAN NOT NULL,
    versions TEXT NOT NULL,
    extra TEXT,
    visit BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    time VARCHAR NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (uuid)
);
CREATE INDEX visit_work_line_visit ON visit_work_line (visit);
CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5(body, content='', contentless_delete=1, tokenize='unicode61');
