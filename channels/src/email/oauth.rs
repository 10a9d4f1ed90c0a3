//! OAuth 2.0 for mailboxes: consent (RFC 6749 with PKCE, RFC 7636), token refresh, and the XOAUTH2 words.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::sync::Mutex;
use url::Url;

use super::form::Form;
use super::settings::Settings;
use crate::channel::RotatedSecret;
use crate::error::SettingsError;
use crate::kind::{Consent, ConsentAnswer, ConsentRequest, Deps};

/// Where the refresh token lies in the settings.
const REFRESH_TOKEN: &str = "/oauth/refresh_token";
/// No token endpoint needs longer, and none answers more.
const TIME_LIMIT: Duration = Duration::from_secs(30);

#[derive(Debug, Clone)]
pub struct OAuth {
    pub authorize_url: String,
    pub token_url: String,
    pub client_id: String,
    pub client_secret: Option<SecretString>,
    pub scopes: Vec<String>,
    pub refresh_token: Option<SecretString>,
    pub grant: Grant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// A person consented once.
    AuthorizationCode,
    /// The application itself may read the mailbox.
    ClientCredentials,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OAuthError {
    /// Consent is missing, expired or withdrawn: a person must sign in again.
    #[error("{0}")]
    Refused(String),
    #[error("the token endpoint did not answer: {0}")]
    Unreachable(String),
}

/// What a token endpoint answers (RFC 6749 §5).
#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Option<String>,
    expires_in: Option<u64>,
    refresh_token: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

impl OAuth {
    /// Reads the section; the endpoints of known providers need not be given.
    pub fn read(mut form: Form<'_>, errors: &mut Vec<SettingsError>) -> Self {
        let provider = form.choice("provider", &["google", "microsoft", "custom"], Some("custom"));
        let tenant = form
            .optional_text("tenant")
            .unwrap_or_else(|| "common".to_owned());
        let microsoft = |path: &str| format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/{path}");
        let (authorize, token, usual): (Option<String>, Option<String>, &[&str]) = match provider {
            "google" => (
                Some("https://accounts.google.com/o/oauth2/v2/auth".to_owned()),
                Some("https://oauth2.googleapis.com/token".to_owned()),
                &["https://mail.google.com/"],
            ),
            "microsoft" => (
                Some(microsoft("authorize")),
                Some(microsoft("token")),
                &[
                    "https://outlook.office.com/IMAP.AccessAsUser.All",
                    "https://outlook.office.com/SMTP.Send",
                    "offline_access",
                ],
            ),
            _ => (None, None, &[]),
        };
        let grant = match form.choice(
            "grant",
            &["authorization_code", "client_credentials"],
            Some("authorization_code"),
        ) {
            "client_credentials" => Grant::ClientCredentials,
            _ => Grant::AuthorizationCode,
        };
        let mut scopes = form.texts("scopes");
        if scopes.is_empty() {
            scopes = match (provider, grant) {
                ("microsoft", Grant::ClientCredentials) => {
                    vec!["https://outlook.office365.com/.default".to_owned()]
                }
                _ => usual.iter().map(|&scope| scope.to_owned()).collect(),
            };
        }
        let oauth = Self {
            authorize_url: endpoint(
                &mut form,
                "authorize_url",
                authorize,
                grant == Grant::AuthorizationCode,
            ),
            token_url: endpoint(&mut form, "token_url", token, true),
            client_id: form.text("client_id"),
            client_secret: form.secret("client_secret").map(SecretString::from),
            scopes,
            refresh_token: form.secret("refresh_token").map(SecretString::from),
            grant,
        };
        errors.append(&mut form.finish());
        oauth
    }
}

fn endpoint(form: &mut Form<'_>, name: &'static str, usual: Option<String>, needed: bool) -> String {
    let Some(text) = form.optional_text(name).or(usual) else {
        if needed {
            form.refuse(name, "is missing");
        }
        return String::new();
    };
    if !Url::parse(&text).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host()) {
        form.refuse(name, "must be an https address");
    }
    text
}

/// Access tokens of one account, shared by everything that signs in to it.
pub struct Tokens {
    settings: OAuth,
    deps: Deps,
    held: Mutex<Held>,
}

struct Held {
    access: Option<(SecretString, Instant)>,
    refresh: Option<SecretString>,
}

impl Tokens {
    pub fn new(settings: OAuth, deps: Deps) -> Self {
        let refresh = settings.refresh_token.clone();
        Self {
            settings,
            deps,
            held: Mutex::new(Held {
                access: None,
                refresh,
            }),
        }
    }

    /// A token good for some time yet; renewed when 80 % of its life is over.
    pub async fn access(&self) -> Result<SecretString, OAuthError> {
        let mut held = self.held.lock().await;
        match &held.access {
            Some((token, renew_at)) if Instant::now() < *renew_at => Ok(token.clone()),
            _ => self.refresh(&mut held).await,
        }
    }

    /// A new token although the old one looks good: the server refused `refused`. When somebody else has renewed it
    /// meanwhile, theirs.
    pub async fn renew(&self, refused: &SecretString) -> Result<SecretString, OAuthError> {
        let mut held = self.held.lock().await;
        match &held.access {
            Some((token, _)) if token.expose_secret() != refused.expose_secret() => Ok(token.clone()),
            _ => self.refresh(&mut held).await,
        }
    }

    async fn refresh(&self, held: &mut Held) -> Result<SecretString, OAuthError> {
        let scope = self.settings.scopes.join(" ");
        let refresh;
        let form: Vec<(&str, &str)> = match self.settings.grant {
            Grant::ClientCredentials => vec![("grant_type", "client_credentials"), ("scope", &scope)],
            Grant::AuthorizationCode => {
                refresh = held.refresh.clone().ok_or_else(|| {
                    OAuthError::Refused(
                        "nobody has signed in to this mailbox yet: use \"sign in\"".to_owned(),
                    )
                })?;
                vec![
                    ("grant_type", "refresh_token"),
                    ("refresh_token", refresh.expose_secret()),
                ]
            }
        };
        let answer = ask(&self.deps.http, &self.settings, form, self.deps.allow_insecure).await?;
        // A rotated token replaces ours; none means that the old one stays good.
        if let Some(rotated) = answer.refresh_token
            && held
                .refresh
                .as_ref()
                .is_none_or(|old| old.expose_secret() != rotated)
        {
            held.refresh = Some(SecretString::from(rotated.clone()));
            (self.deps.rotated)(RotatedSecret {
                pointer: REFRESH_TOKEN.to_owned(),
                value: rotated,
            });
        }
        let token = SecretString::from(answer.access_token.unwrap_or_default());
        let life = Duration::from_secs(answer.expires_in.unwrap_or(3600).min(86_400));
        held.access = Some((token.clone(), Instant::now() + life.mul_f32(0.8)));
        Ok(token)
    }
}

async fn ask(
    http: &reqwest::Client,
    oauth: &OAuth,
    mut form: Vec<(&str, &str)>,
    allow_insecure: bool,
) -> Result<TokenAnswer, OAuthError> {
    if !allow_insecure && !oauth.token_url.starts_with("https://") && !is_loopback(&oauth.token_url) {
        return Err(OAuthError::Refused(
            "the token address must begin with https".to_owned(),
        ));
    }
    form.push(("client_id", &oauth.client_id));
    if let Some(secret) = &oauth.client_secret {
        form.push(("client_secret", secret.expose_secret()));
    }
    // What reqwest says of a failure holds the address, never the form.
    let unreachable = |error: reqwest::Error| OAuthError::Unreachable(error.without_url().to_string());
    let response = http
        .post(&oauth.token_url)
        .timeout(TIME_LIMIT)
        .form(&form)
        .send()
        .await
        .map_err(unreachable)?;
    let status = response.status();
    let body = response.bytes().await.map_err(unreachable)?;
    let answer: Option<TokenAnswer> = serde_json::from_slice(&body).ok();
    match answer {
        Some(answer) if status.is_success() && answer.access_token.is_some() => Ok(answer),
        Some(TokenAnswer {
            error: Some(error),
            error_description,
            ..
        }) if !status.is_server_error() => {
            let words = error_description.unwrap_or_default();
            Err(OAuthError::Refused(format!("{error} {words}").trim().to_owned()))
        }
        _ if status.is_client_error() && status != http::StatusCode::TOO_MANY_REQUESTS => Err(
            OAuthError::Refused(format!("the token endpoint answered {status}")),
        ),
        _ => Err(OAuthError::Unreachable(format!("it answered {status}"))),
    }
}

fn is_loopback(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    })
}

/// What XOAUTH2 sends, before base64.
pub fn xoauth2(user: &str, token: &str) -> String {
    format!("user={user}\x01auth=Bearer {token}\x01\x01")
}

/// The same in base64, as SMTP and SASL-IR want it.
pub fn xoauth2_base64(user: &str, token: &str) -> String {
    STANDARD.encode(xoauth2(user, token))
}

/// Signing in to a mailbox in the browser.
pub struct MailConsent;

#[async_trait]
impl Consent for MailConsent {
    fn authorize_url(
        &self,
        settings: &Value,
        request: &ConsentRequest<'_>,
    ) -> Result<String, Vec<SettingsError>> {
        let oauth = section(settings)?;
        let refused = || vec![SettingsError::new("/oauth/authorize_url", "is not an address")];
        let mut url = Url::parse(&oauth.authorize_url).map_err(|_| refused())?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &oauth.client_id)
            .append_pair("redirect_uri", request.redirect_uri)
            .append_pair("scope", &oauth.scopes.join(" "))
            .append_pair("state", request.state)
            .append_pair("code_challenge", &challenge(request.verifier))
            .append_pair("code_challenge_method", "S256")
            // Without these Google gives no refresh token the second time.
            .append_pair("access_type", "offline")
            .append_pair("prompt", "consent");
        if let Some(address) = settings.get("address").and_then(Value::as_str) {
            url.query_pairs_mut().append_pair("login_hint", address);
        }
        Ok(url.into())
    }

    async fn exchange(
        &self,
        settings: &Value,
        answer: &ConsentAnswer<'_>,
        http: &reqwest::Client,
        allow_insecure: bool,
    ) -> Result<RotatedSecret, String> {
        let words = |errors: Vec<SettingsError>| {
            errors
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("; ")
        };
        let oauth = section(settings).map_err(words)?;
        let form = vec![
            ("grant_type", "authorization_code"),
            ("code", answer.code),
            ("redirect_uri", answer.redirect_uri),
            ("code_verifier", answer.verifier),
        ];
        let tokens = ask(http, &oauth, form, allow_insecure)
            .await
            .map_err(|error| error.to_string())?;
        let value = tokens.refresh_token.ok_or_else(|| {
            "the provider gave no refresh token: withdraw the old consent and sign in again".to_owned()
        })?;
        Ok(RotatedSecret {
            pointer: REFRESH_TOKEN.to_owned(),
            value,
        })
    }
}

/// The settings may lack everything else yet; consent needs the oauth section alone.
fn section(settings: &Value) -> Result<OAuth, Vec<SettingsError>> {
    if let Ok(Settings {
        oauth: Some(oauth), ..
    }) = Settings::read(settings)
    {
        return Ok(oauth);
    }
    let mut errors = Vec::new();
    let value = settings.get("oauth").unwrap_or(&Value::Null);
    let oauth = OAuth::read(Form::new("/oauth", value), &mut errors);
    if errors.is_empty() { Ok(oauth) } else { Err(errors) }
}

fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xoauth2_as_the_providers_document_it() {
        assert_eq!(
            xoauth2_base64(
                "someuser@example.com",
                "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"
            ),
            "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ=="
        );
        assert_eq!(
            xoauth2_base64(
                "test@contoso.onmicrosoft.com",
                "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA"
            ),
            "dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ=="
        );
    }

    #[test]
    fn pkce_as_in_rfc_7636_appendix_b() {
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn the_consent_address_carries_state_and_challenge() {
        let settings = serde_json::json!({
            "address": "support@example.com",
            "oauth": {"provider": "microsoft", "tenant": "example.com", "client_id": "abc"}
        });
        let url = MailConsent
            .authorize_url(
                &settings,
                &ConsentRequest {
                    redirect_uri: "https://desk.example.com/cb",
                    state: "s1",
                    verifier: "v",
                },
            )
            .unwrap();
        let url = Url::parse(&url).unwrap();
        assert_eq!(url.host_str(), Some("login.microsoftonline.com"));
        assert_eq!(url.path(), "/example.com/oauth2/v2.0/authorize");
        let value = |name: &str| {
            url.query_pairs()
                .find(|(key, _)| key == name)
                .unwrap()
                .1
                .into_owned()
        };
        assert_eq!(value("state"), "s1");
        assert_eq!(value("code_challenge"), challenge("v"));
        assert!(
            value("scope").contains("IMAP.AccessAsUser.All") && value("scope").contains("offline_access")
        );
    }
}
