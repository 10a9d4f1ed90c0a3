//! Who gets in, what they may do, and what an attacker finds.

mod sign_in;
