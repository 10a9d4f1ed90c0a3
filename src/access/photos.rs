//! Photos of people: decoded under limits, cropped to a square and written anew, so that nothing but pixels is served.

use std::io::Cursor;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgb, RgbImage};
use tokio::sync::Semaphore;

use super::{AccessError, Caller};
use crate::app::App;
use crate::live::Notice;
use crate::store::entity::users::Model;
use crate::store::{Tx, attachments, users};

/// Bytes of the file somebody uploads.
pub const LARGEST_FILE: usize = 10 * 1024 * 1024;
/// Pixels of one side of what is kept.
pub const SIDE: u32 = 256;
/// Pixels of one side of what is taken: more than any camera makes.
const LARGEST_SIDE: u32 = 12_000;
/// Bytes one decoder may fill: 48 megapixels.
const MOST_MEMORY: u64 = 200 * 1024 * 1024;
const QUALITY: u8 = 88;

/// A picture in memory is large: more than this at once would be an attack on ourselves.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Makes `file` (JPEG, PNG or WebP) the caller's photo.
pub async fn set(app: &App, caller: &Caller, file: Bytes) -> Result<Model, AccessError> {
    let permit = AT_ONCE.acquire().await;
    let square = tokio::task::spawn_blocking(move || square(&file))
        .await
        .map_err(|error| AccessError::Photo(error.to_string()))?
        .ok_or_else(|| AccessError::invalid("/file", "must be a JPEG, PNG or WebP picture"))?;
    drop(permit);
    // The bytes are safe before the row names them.
    let blob = app
        .blobs
        .put(square.into())
        .await
        .map_err(|error| AccessError::Photo(error.to_string()))?;
    let tx = app.store.write().await?;
    attachments::remember_blob(&tx, &blob).await?;
    let user = name(&tx, caller, Some(blob.hash)).await?;
    tx.commit().await?;
    Ok(user)
}

/// Takes the caller's photo away.
pub async fn clear(tx: &Tx, caller: &Caller) -> Result<(), AccessError> {
    name(tx, caller, None).await.map(|_| ())
}

async fn name(tx: &Tx, caller: &Caller, hash: Option<String>) -> Result<Model, AccessError> {
    let mut user = users::lock(tx, caller.user_id)
        .await?
        .ok_or(AccessError::NotFound)?;
    user.photo_hash = hash;
    tx.notify(Notice::Agent { id: user.id });
    Ok(users::save(tx, user).await?)
}

/// The middle of a picture, upright, as a JPEG of [`SIDE`] × [`SIDE`] pixels; none for what is no picture we take.
fn square(file: &[u8]) -> Option<Vec<u8>> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().ok()?;
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    picture.apply_orientation(orientation);
    let side = picture.width().min(picture.height());
    let (left, top) = ((picture.width() - side) / 2, (picture.height() - side) / 2);
    let middle = picture.crop_imm(left, top, side, side);
    // Coarse first: the fine filter over a camera's picture takes seconds.
    let middle = match side > SIDE * 4 {
        true => middle.thumbnail_exact(SIDE * 2, SIDE * 2),
        false => middle,
    };
    let small = middle.resize_exact(SIDE, SIDE, FilterType::CatmullRom).to_rgba8();
    let mut flat = RgbImage::new(SIDE, SIDE);
    for (pixel, seen) in flat.pixels_mut().zip(small.pixels()) {
        let [red, green, blue, alpha] = seen.0.map(u32::from);
        // JPEG knows no transparency: what shows through is white.
        let over_white = |part: u32| u8::try_from((part * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255);
        *pixel = Rgb([over_white(red), over_white(green), over_white(blue)]);
    }
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY)
        .encode_image(&flat)
        .ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, RgbaImage};

    use super::*;

    fn png(width: u32, height: u32, colour: impl Fn(u32) -> [u8; 4]) -> Vec<u8> {
        let picture = RgbaImage::from_fn(width, height, |x, _| image::Rgba(colour(x)));
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, ImageFormat::Png).unwrap();
        out.into_inner()
    }

    #[test]
    fn the_middle_is_kept() {
        // Red, then a green square, then blue: only the green is left.
        let wide = png(300, 100, |x| match x / 100 {
            0 => [255, 0, 0, 255],
            1 => [0, 255, 0, 255],
            _ => [0, 0, 255, 255],
        });
        let made = image::load_from_memory(&square(&wide).unwrap())
            .unwrap()
            .to_rgb8();
        assert_eq!(made.dimensions(), (SIDE, SIDE));
        for x in [8, SIDE / 2, SIDE - 8] {
            let [red, green, blue] = made.get_pixel(x, SIDE / 2).0;
            assert!(red < 16 && green > 239 && blue < 16, "{red} {green} {blue}");
        }
    }

    #[test]
    fn what_shows_through_is_white() {
        let made = square(&png(40, 40, |_| [0, 0, 0, 0])).unwrap();
        let made = image::load_from_memory(&made).unwrap().to_rgb8();
        assert!(made.pixels().all(|pixel| pixel.0.iter().all(|part| *part > 250)));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert_eq!(square(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), None);
        assert_eq!(square(b""), None);
        let whole = png(50, 50, |_| [1, 2, 3, 255]);
        assert_eq!(square(&whole[..whole.len() / 2]), None);
    }
}
