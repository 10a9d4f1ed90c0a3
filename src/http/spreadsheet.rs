//! Answers that spreadsheets open: CSV (RFC 4180) sent page by page, in which no cell is taken for a formula.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures::{Stream, TryStreamExt};
use http::{HeaderValue, header};

use super::error::{ApiError, ApiResult};

/// Rows of cells.
pub type Rows = Vec<Vec<String>>;

/// A download of `name` with the ending .csv that begins with `head` and goes on with the pages as they are read. A page that fails breaks the download
/// off, so that nobody takes a part for the whole.
pub fn download(
    name: &str,
    head: Vec<String>,
    pages: impl Stream<Item = Result<Rows, sea_orm::DbErr>> + Send + 'static,
) -> ApiResult<Response> {
    // The mark makes spreadsheets read UTF-8.
    let mut first = "\u{feff}".as_bytes().to_vec();
    first.extend_from_slice(&lines(&[head]));
    let pages = pages.map_ok(|rows| Bytes::from(lines(&rows)));
    let begin = futures::stream::once(async move { Ok(Bytes::from(first)) });
    let body = Body::from_stream(futures::StreamExt::chain(
        begin,
        pages.inspect_err(|error| {
            tracing::error!(%error, "a download broke off");
        }),
    ));
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    let disposition = format!("attachment; filename=\"{name}.csv\"");
    let disposition = HeaderValue::from_str(&disposition).map_err(ApiError::internal)?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

fn lines(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        // Into memory nothing fails to be written.
        let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// What a spreadsheet would take for a formula gets a quote before it (OWASP, "CSV Injection").
fn harmless(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let cells = ["=1+1", "+39 06", "-1", "@sum", "a,\"b\"\nc", "Ada"].map(str::to_owned);
        assert_eq!(
            String::from_utf8(lines(&[cells.to_vec()])).unwrap(),
            "'=1+1,'+39 06,'-1,'@sum,\"a,\"\"b\"\"\nc\",Ada\n"
        );
    }
}
