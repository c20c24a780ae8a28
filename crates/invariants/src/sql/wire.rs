//! A PostgreSQL session over `postgres-protocol`, the protocol crate of the rust-postgres driver.
//!
//! The driver itself asks for results in binary form only. The specification asks for values as PostgreSQL prints them
//! (numeric, interval, money, ranges, composites), so the messages are sent here, with results as text.

use bytes::{Buf, BytesMut};
use fallible_iterator::FallibleIterator;
use postgres_protocol::IsNull;
use postgres_protocol::authentication::{md5_hash, sasl};
use postgres_protocol::message::backend::{ErrorFields, Message};
use postgres_protocol::message::frontend;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use super::target::{SslMode, Target};

/// One message of the server may have this size at most.
const MAX_MESSAGE: usize = 64 * 1024 * 1024;
/// Rounds of SCRAM that a server may ask for (PostgreSQL's default is 4096): more would keep us busy without end.
const MAX_ROUNDS: u32 = 2_000_000;
/// All kept rows together.
const MAX_KEPT: usize = 64 * 1024 * 1024;

/// Any byte stream.
pub(crate) trait Io: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Io for T {}

/// A byte stream to a server.
pub(crate) type Stream = Box<dyn Io>;

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WireError {
    /// The connection: another one may work.
    Io(String),
    /// What the server said: SQLSTATE and message.
    Server { code: String, message: String },
    /// It will not work.
    Refused(String),
}

impl WireError {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Io(text) | Self::Refused(text) => text.clone(),
            Self::Server { code, message } => format!("{message} (SQLSTATE {code})"),
        }
    }
}

/// A column of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) oid: u32,
}

/// A row: the text of each value.
pub(crate) type Row = Vec<Option<String>>;

/// The result of one statement.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    pub(crate) columns: Vec<Column>,
    /// Returned, or affected.
    pub(crate) count: u64,
    /// The first rows, as many as were asked for.
    pub(crate) rows: Vec<Row>,
    /// There were more rows than were kept, although all were asked for.
    pub(crate) cut: bool,
}

/// A session.
pub(crate) struct Session {
    stream: Stream,
    input: BytesMut,
    process: i32,
    secret: i32,
}

/// What is needed to cancel a query from outside.
#[derive(Debug, Clone)]
pub(crate) struct CancelKey {
    host: String,
    port: u16,
    process: i32,
    secret: i32,
}

fn io(error: &std::io::Error) -> WireError {
    WireError::Io(match error.kind() {
        std::io::ErrorKind::UnexpectedEof => "the server closed the connection".to_owned(),
        _ => crate::files::plain(error),
    })
}

async fn socket(host: &str, port: u16) -> Result<Socket, WireError> {
    #[cfg(unix)]
    if host.starts_with('/') {
        let path = format!("{host}/.s.PGSQL.{port}");
        return tokio::net::UnixStream::connect(path)
            .await
            .map(Socket::Local)
            .map_err(|e| WireError::Io(format!("cannot connect: {}", crate::files::plain(&e))));
    }
    let addresses: Vec<_> = tokio::net::lookup_host((host, port))
        .await
        .map_err(|_| WireError::Io("the host is unknown".to_owned()))?
        .collect();
    let mut last = WireError::Io("the host has no address".to_owned());
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(socket) => {
                let _ = socket.set_nodelay(true);
                return Ok(Socket::Tcp(socket));
            }
            Err(e) => last = WireError::Io(format!("cannot connect: {}", crate::files::plain(&e))),
        }
    }
    Err(last)
}

enum Socket {
    Tcp(TcpStream),
    #[cfg(unix)]
    Local(tokio::net::UnixStream),
}

/// Opens the byte stream as `sslmode` says. `encrypt` is this try's wish.
async fn open(target: &Target, host: &str, port: u16, encrypt: bool) -> Result<Stream, WireError> {
    let mut tcp = match socket(host, port).await? {
        Socket::Tcp(tcp) => tcp,
        // libpq does not encrypt local sockets, whatever the mode says.
        #[cfg(unix)]
        Socket::Local(local) => return Ok(Box::new(local)),
    };
    if !encrypt {
        return Ok(Box::new(tcp));
    }
    let mut request = BytesMut::new();
    frontend::ssl_request(&mut request);
    tcp.write_all(&request).await.map_err(|e| io(&e))?;
    match tcp.read_u8().await.map_err(|e| io(&e))? {
        b'S' => super::tls::wrap(target, host, tcp)
            .await
            .map_err(WireError::Io),
        b'N' if matches!(target.ssl, SslMode::Allow | SslMode::Prefer) => Ok(Box::new(tcp)),
        b'N' => Err(WireError::Refused(
            "the server does not offer TLS, which the sslmode of the URL demands".to_owned(),
        )),
        _ => Err(WireError::Refused(
            "the server does not speak PostgreSQL's protocol".to_owned(),
        )),
    }
}

impl Session {
    /// Connects and logs in.
    pub(crate) async fn connect(target: &Target, host: &str, port: u16) -> Result<Self, WireError> {
        let tries: &[bool] = match target.ssl {
            SslMode::Disable => &[false],
            SslMode::Allow => &[false, true],
            SslMode::Prefer => &[true, false],
            SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => &[true],
        };
        let mut first_error = None;
        for encrypt in tries {
            let attempt = async {
                let stream = open(target, host, port, *encrypt).await?;
                Self::log_in(stream, target).await
            };
            match attempt.await {
                Ok(session) => return Ok(session),
                Err(error) => {
                    // The other way is worth a try when TLS failed or the server refuses this kind of connection.
                    let again = match &error {
                        WireError::Io(text) => text.starts_with("TLS"),
                        WireError::Server { code, .. } => code == "28000",
                        WireError::Refused(_) => false,
                    };
                    first_error.get_or_insert(error);
                    if !again {
                        break;
                    }
                }
            }
        }
        Err(first_error.unwrap_or_else(|| WireError::Io("no attempt was made".to_owned())))
    }

    async fn log_in(stream: Stream, target: &Target) -> Result<Self, WireError> {
        let mut session = Self {
            stream,
            input: BytesMut::with_capacity(8 * 1024),
            process: 0,
            secret: 0,
        };
        let mut parameters = vec![
            ("user", target.user.as_str()),
            ("database", target.database.as_str()),
            ("client_encoding", "UTF8"),
        ];
        parameters.push((
            "application_name",
            target.application_name.as_deref().unwrap_or("contractual"),
        ));
        if let Some(options) = &target.options {
            parameters.push(("options", options));
        }
        let mut out = BytesMut::new();
        frontend::startup_message(parameters, &mut out).map_err(|e| io(&e))?;
        session.send(&out).await?;
        session.authenticate(target).await?;
        loop {
            match session.receive().await? {
                Message::BackendKeyData(body) => {
                    session.process = body.process_id();
                    session.secret = body.secret_key();
                }
                Message::ReadyForQuery(_) => return Ok(session),
                Message::ErrorResponse(body) => return Err(server_error(body.fields())),
                _ => {}
            }
        }
    }

    async fn authenticate(&mut self, target: &Target) -> Result<(), WireError> {
        let no_password = || {
            WireError::Refused("the server asks for a password, and the URL has none".to_owned())
        };
        let password = target.password.as_deref();
        let mut out = BytesMut::new();
        match self.receive().await? {
            Message::AuthenticationOk => return Ok(()),
            Message::AuthenticationCleartextPassword => {
                let password = password.ok_or_else(no_password)?;
                frontend::password_message(password.as_bytes(), &mut out).map_err(|e| io(&e))?;
                self.send(&out).await?;
            }
            Message::AuthenticationMd5Password(body) => {
                let password = password.ok_or_else(no_password)?;
                let hash = md5_hash(target.user.as_bytes(), password.as_bytes(), body.salt());
                frontend::password_message(hash.as_bytes(), &mut out).map_err(|e| io(&e))?;
                self.send(&out).await?;
            }
            Message::AuthenticationSasl(body) => {
                let mut offered = body.mechanisms();
                let mut scram = false;
                while let Some(mechanism) = offered.next().map_err(|e| io(&e))? {
                    scram |= mechanism == sasl::SCRAM_SHA_256;
                }
                if !scram {
                    return Err(WireError::Refused(
                        "the server offers no way to log in that is known here".to_owned(),
                    ));
                }
                self.scram(password.ok_or_else(no_password)?).await?;
            }
            Message::ErrorResponse(body) => return Err(server_error(body.fields())),
            _ => {
                return Err(WireError::Refused(
                    "the server asks for a way to log in that is not supported (GSSAPI, SSPI)"
                        .to_owned(),
                ));
            }
        }
        loop {
            match self.receive().await? {
                Message::AuthenticationOk => return Ok(()),
                Message::ErrorResponse(body) => return Err(server_error(body.fields())),
                Message::NoticeResponse(_) => {}
                _ => {
                    return Err(WireError::Refused(
                        "the server's answer to the password is out of order".to_owned(),
                    ));
                }
            }
        }
    }

    async fn scram(&mut self, password: &str) -> Result<(), WireError> {
        let mut scram =
            sasl::ScramSha256::new(password.as_bytes(), sasl::ChannelBinding::unsupported());
        let mut out = BytesMut::new();
        frontend::sasl_initial_response(sasl::SCRAM_SHA_256, scram.message(), &mut out)
            .map_err(|e| io(&e))?;
        self.send(&out).await?;
        let body = match self.receive().await? {
            Message::AuthenticationSaslContinue(body) => body,
            Message::ErrorResponse(body) => return Err(server_error(body.fields())),
            _ => {
                return Err(WireError::Refused(
                    "the server's answer to the password is out of order".to_owned(),
                ));
            }
        };
        let text = String::from_utf8_lossy(body.data()).into_owned();
        let rounds = text
            .split(',')
            .find_map(|part| part.strip_prefix("i=")?.parse::<u32>().ok());
        if rounds.is_none_or(|r| r > MAX_ROUNDS) {
            return Err(WireError::Refused(
                "the server asks for too many rounds of SCRAM".to_owned(),
            ));
        }
        scram
            .update(body.data())
            .map_err(|e| WireError::Refused(e.to_string()))?;
        let mut out = BytesMut::new();
        frontend::sasl_response(scram.message(), &mut out).map_err(|e| io(&e))?;
        self.send(&out).await?;
        match self.receive().await? {
            Message::AuthenticationSaslFinal(body) => scram.finish(body.data()).map_err(|_| {
                WireError::Refused(
                    "the server could not prove that it knows the password".to_owned(),
                )
            }),
            Message::ErrorResponse(body) => Err(server_error(body.fields())),
            _ => Err(WireError::Refused(
                "the server's answer to the password is out of order".to_owned(),
            )),
        }
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<(), WireError> {
        self.stream.write_all(bytes).await.map_err(|e| io(&e))?;
        self.stream.flush().await.map_err(|e| io(&e))
    }

    async fn receive(&mut self) -> Result<Message, WireError> {
        loop {
            if self.input.len() >= 5 {
                let length = (&self.input[1..5]).get_u32() as usize;
                if length > MAX_MESSAGE {
                    return Err(WireError::Refused(format!(
                        "the server sent a message of more than {MAX_MESSAGE} bytes"
                    )));
                }
            }
            match Message::parse(&mut self.input) {
                Ok(Some(message)) => return Ok(message),
                Ok(None) => {}
                Err(_) => {
                    return Err(WireError::Refused(
                        "the server does not speak PostgreSQL's protocol".to_owned(),
                    ));
                }
            }
            let count = self
                .stream
                .read_buf(&mut self.input)
                .await
                .map_err(|e| io(&e))?;
            if count == 0 {
                return Err(WireError::Io("the server closed the connection".to_owned()));
            }
        }
    }

    /// Sends commands of our own through the simple protocol. Gives the tag of the last one.
    pub(crate) async fn command(&mut self, text: &str) -> Result<String, WireError> {
        let mut out = BytesMut::new();
        frontend::query(text, &mut out).map_err(|e| io(&e))?;
        self.send(&out).await?;
        let mut failed = None;
        let mut last = String::new();
        loop {
            match self.receive().await? {
                Message::ErrorResponse(body) => failed = Some(server_error(body.fields())),
                Message::CommandComplete(body) => {
                    body.tag().unwrap_or_default().clone_into(&mut last)
                }
                Message::ReadyForQuery(_) => return failed.map_or(Ok(last), Err),
                _ => {}
            }
        }
    }

    /// Runs one statement through the extended protocol: the server itself refuses a second one.
    pub(crate) async fn query(
        &mut self,
        text: &str,
        params: &[Option<String>],
        keep: usize,
    ) -> Result<Outcome, WireError> {
        let mut out = BytesMut::new();
        let fail = |e: std::io::Error| WireError::Refused(crate::files::plain(&e));
        frontend::parse("", text, std::iter::empty(), &mut out).map_err(fail)?;
        let bound = frontend::bind(
            "",
            "",
            std::iter::empty(),
            params.iter(),
            |value, buffer| {
                Ok(match value {
                    Some(text) => {
                        buffer.extend_from_slice(text.as_bytes());
                        IsNull::No
                    }
                    None => IsNull::Yes,
                })
            },
            [0_i16],
            &mut out,
        );
        bound.map_err(|_| WireError::Refused("the parameters cannot be sent".to_owned()))?;
        frontend::describe(b'P', "", &mut out).map_err(fail)?;
        frontend::execute("", 0, &mut out).map_err(fail)?;
        frontend::sync(&mut out);
        self.send(&out).await?;
        self.outcome(keep).await
    }

    async fn outcome(&mut self, keep: usize) -> Result<Outcome, WireError> {
        let mut outcome = Outcome::default();
        let mut failed = None;
        let mut returned = 0;
        let mut size = 0;
        loop {
            match self.receive().await? {
                Message::RowDescription(body) => {
                    let mut fields = body.fields();
                    while let Some(field) = fields.next().map_err(|e| io(&e))? {
                        outcome.columns.push(Column {
                            name: field.name().to_owned(),
                            oid: field.type_oid(),
                        });
                    }
                }
                Message::DataRow(body) => {
                    returned += 1;
                    if outcome.rows.len() < keep {
                        size += body.buffer().len();
                        if size > MAX_KEPT {
                            outcome.cut = true;
                            continue;
                        }
                        let mut row = Vec::with_capacity(outcome.columns.len());
                        let mut ranges = body.ranges();
                        while let Some(range) = ranges.next().map_err(|e| io(&e))? {
                            row.push(
                                range.map(|r| {
                                    String::from_utf8_lossy(&body.buffer()[r]).into_owned()
                                }),
                            );
                        }
                        outcome.rows.push(row);
                    } else {
                        outcome.cut |= keep > 1;
                    }
                }
                Message::CommandComplete(body) => {
                    let tag = body.tag().unwrap_or_default();
                    let affected = tag.rsplit(' ').next().and_then(|n| n.parse().ok());
                    outcome.count = if outcome.columns.is_empty() {
                        affected.unwrap_or(0)
                    } else {
                        returned
                    };
                }
                Message::CopyInResponse(_) => {
                    let mut out = BytesMut::new();
                    frontend::copy_fail("COPY FROM STDIN has no input here", &mut out)
                        .map_err(|e| io(&e))?;
                    frontend::sync(&mut out);
                    self.send(&out).await?;
                }
                Message::ErrorResponse(body) => {
                    let error = server_error(body.fields());
                    failed.get_or_insert(error);
                }
                Message::ReadyForQuery(_) => return failed.map_or(Ok(outcome), Err),
                _ => {}
            }
        }
    }

    /// Says good-bye.
    pub(crate) async fn close(mut self) {
        let mut out = BytesMut::new();
        frontend::terminate(&mut out);
        let _ = self.send(&out).await;
        let _ = self.stream.shutdown().await;
    }

    /// What is needed to cancel this session's query.
    pub(crate) fn cancel_key(&self, host: &str, port: u16) -> CancelKey {
        CancelKey {
            host: host.to_owned(),
            port,
            process: self.process,
            secret: self.secret,
        }
    }
}

/// Asks the server to stop a session's query.
pub(crate) async fn cancel(key: &CancelKey, target: &Target) {
    let encrypt = !matches!(target.ssl, SslMode::Disable | SslMode::Allow);
    if let Ok(mut stream) = open(target, &key.host, key.port, encrypt).await {
        let mut out = BytesMut::new();
        frontend::cancel_request(key.process, key.secret, &mut out);
        let _ = stream.write_all(&out).await;
        let _ = stream.flush().await;
        // The server closes the connection when it has passed the request on.
        let _ = stream.read_u8().await;
    }
}

fn server_error(mut fields: ErrorFields<'_>) -> WireError {
    let mut code = String::new();
    let mut message = String::new();
    let mut extra = String::new();
    while let Ok(Some(field)) = fields.next() {
        let value = String::from_utf8_lossy(field.value_bytes()).into_owned();
        match field.type_() {
            b'C' => code = value,
            b'M' => message = value,
            b'D' | b'H' => extra.push_str(&format!("; {value}")),
            _ => {}
        }
    }
    WireError::Server {
        code,
        message: format!("{message}{extra}"),
    }
}
