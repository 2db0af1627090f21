use core::fmt;

/// The document that a [`Clause`] stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Document {
    /// W3C Web Authentication: An API for accessing Public Key Credentials, Level 3.
    WebAuthn,
    /// RFC 5280: Internet X.509 Public Key Infrastructure Certificate and CRL Profile.
    Rfc5280,
    /// FIDO Metadata Service 3.1.1, Proposed Standard of 2026-01-05.
    FidoMds,
    /// FIDO Metadata Statement 3.1, Proposed Standard of 2025-05-21.
    FidoStatement,
    /// FIDO Convenience Metadata Service 1.0, Proposed Standard of 2025-05-21.
    FidoConvenience,
    /// FIDO Client to Authenticator Protocol (CTAP) 2.3, Proposed Standard of 2026-02-26.
    Ctap,
    /// W3C Web Authentication: An API for accessing Public Key Credentials, Level 2: for what
    /// Level 3 took out.
    WebAuthnLevel2,
}

/// Where a [`Step`] stands, and what it says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Clause {
    /// The document.
    pub document: Document,
    /// The section's number in that document.
    pub section: &'static str,
    /// The place within the section: the number of the list item where the items are numbered,
    /// the subject where they are not.
    pub place: &'static str,
    /// The section's anchor, without `#`.
    pub anchor: &'static str,
    /// The first words of the rule in the pinned text, to find it by.
    pub words: &'static str,
    /// What the rule demands, in one line of our own.
    pub summary: &'static str,
    /// Whether a response can fail here.
    pub can_refuse: bool,
}

/// Makes `Step`, `Step::ALL` and `Step::clause` from the table below.
macro_rules! steps {
    ($(
        $document:ident $section:literal $anchor:literal {
            $($step:ident, $place:literal, $effect:ident, $words:literal, $summary:literal;)*
        }
    )*) => {
        /// A rule of the specification that the engine carries out.
        ///
        /// The names are ours and stay; numbers and sections are looked up with
        /// [`Step::clause`], because the text renumbers them.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[non_exhaustive]
        pub enum Step {
            $($(#[doc = concat!(stringify!($document), " §", $section, " ", $place, ": ", $summary, ".")] $step,)*)*
        }

        impl Step {
            /// Every step, in the order of the table.
            pub const ALL: &[Self] = &[$($(Self::$step,)*)*];

            /// The step's name, as in vectors, JSON and other languages.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$step => stringify!($step),)*)* }
            }

            /// Where the step stands in the specification.
            #[must_use]
            pub const fn clause(self) -> Clause {
                match self {
                    $($(Self::$step => Clause {
                        document: Document::$document,
                        section: $section,
                        place: $place,
                        anchor: $anchor,
                        words: $words,
                        summary: $summary,
                        can_refuse: matches!(Effect::$effect, Effect::Refuses),
                    },)*)*
                }
            }
        }
    };
}

/// What a step does with a response.
enum Effect {
    /// It can refuse it.
    Refuses,
    /// It computes, stores or proceeds, and can not refuse.
    Proceeds,
}

// Rows: name, place, effect, first words in the pinned text, the rule in our own words.
steps! {
    WebAuthn "7.1" "sctn-registering-a-new-credential" {
        RegistrationOptions, "step 1", Proceeds,
            "Let options be a new CredentialCreationOptions",
            "build the options";
        RegistrationCreate, "step 2", Proceeds,
            "Call navigator.credentials.create()",
            "the client makes the credential";
        RegistrationResponse, "step 3", Refuses,
            "Let response be credential.response",
            "the response is that of a registration, and says the same thing wherever it says it twice";
        RegistrationClientExtensionResults, "step 4", Refuses,
            "Let clientExtensionResults be the result of calling",
            "take the client extension outputs";
        RegistrationClientDataText, "step 5", Refuses,
            "Let JSONtext be the result of running UTF-8 decode",
            "the client data is UTF-8 text";
        RegistrationClientDataJson, "step 6", Refuses,
            "Let C, the client data claimed as collected during the credential creation",
            "the text is a JSON object with members of the right types";
        RegistrationType, "step 7", Refuses,
            "Verify that the value of C.type is webauthn.create",
            "type is webauthn.create";
        RegistrationChallenge, "step 8", Refuses,
            "Verify that the value of C.challenge equals",
            "challenge is the one that was issued";
        RegistrationOrigin, "step 9", Refuses,
            "Verify that the value of C.origin is an origin expected",
            "origin is one of those expected";
        RegistrationCrossOrigin, "step 10", Refuses,
            "If C.crossOrigin is present and set to true",
            "a cross-origin frame is expected";
        RegistrationTopOriginExpected, "step 11.1", Refuses,
            "Verify that the Relying Party expects that this credential would have been created within an iframe that is not",
            "a top origin is there only where framing is expected";
        RegistrationTopOrigin, "step 11.2", Refuses,
            "Verify that the value of C.topOrigin matches",
            "the page around the frame is one of those expected";
        RegistrationClientDataHash, "step 12", Proceeds,
            "Let hash be the result of computing a hash over response.clientDataJSON",
            "hash the client data as it came";
        RegistrationAttestationObject, "step 13", Refuses,
            "Perform CBOR decoding on the attestationObject",
            "the attestation object has the form it must have";
        RegistrationRpIdHash, "step 14", Refuses,
            "Verify that the rpIdHash in authData",
            "rpIdHash is the hash of the RP ID";
        RegistrationUserPresent, "step 15", Refuses,
            "If options.mediation is not set to conditional",
            "the user was present, unless mediation was conditional";
        RegistrationUserVerified, "step 16", Refuses,
            "If the Relying Party requires user verification for this registration",
            "the user was verified where that is required";
        RegistrationBackupFlags, "step 17", Refuses,
            "If the BE bit of the flags in authData is not set",
            "a credential that is not backup eligible is not backed up";
        RegistrationBackupEligible, "step 18", Refuses,
            "If the Relying Party uses the credential's backup eligibility",
            "backup eligibility is as policy wants it";
        RegistrationBackupState, "step 19", Refuses,
            "If the Relying Party uses the credential's backup state",
            "backup state is as policy wants it";
        RegistrationAlgorithm, "step 20", Refuses,
            "Verify that the \"alg\" parameter in the credential public key",
            "the algorithm is one that was asked for";
        RegistrationFormat, "step 21", Refuses,
            "Determine the attestation statement format",
            "the attestation statement format is known and allowed";
        RegistrationStatement, "step 22", Refuses,
            "Verify that attStmt is a correct attestation statement",
            "the attestation statement is correct; its own section names the step";
        RegistrationTrustAnchors, "step 23", Refuses,
            "If validation is successful, obtain a list of acceptable trust anchors",
            "obtain trust anchors for the format";
        RegistrationTrust, "step 24", Refuses,
            "Assess the attestation trustworthiness",
            "the attestation is acceptable under policy";
        RegistrationCredentialIdLength, "step 25", Refuses,
            "Verify that the credentialId is ≤ 1023 bytes",
            "the credential ID has at most 1023 bytes";
        RegistrationCredentialIdNew, "step 26", Refuses,
            "Verify that the credentialId is not yet registered",
            "the credential ID is not registered yet";
        RegistrationRecord, "step 27", Proceeds,
            "Let credentialRecord be a new credential record",
            "make the credential record";
        RegistrationExtensions, "step 28", Refuses,
            "Process the client extension outputs in clientExtensionResults",
            "no extension output is there that policy refuses; what was asked for is held against its own rules";
        RegistrationStore, "step 29", Proceeds,
            "If all the above steps are successful, store credentialRecord",
            "store the record";
    }
    WebAuthn "7.2" "sctn-verifying-assertion" {
        AuthenticationOptions, "step 1", Proceeds,
            "Let options be a new CredentialRequestOptions",
            "build the options";
        AuthenticationGet, "step 2", Proceeds,
            "Call navigator.credentials.get()",
            "the client makes the assertion";
        AuthenticationResponse, "step 3", Refuses,
            "Let response be credential.response",
            "the response is that of an authentication, and says the same thing wherever it says it twice";
        AuthenticationClientExtensionResults, "step 4", Refuses,
            "Let clientExtensionResults be the result of calling",
            "take the client extension outputs";
        AuthenticationAllowCredentials, "step 5", Refuses,
            "If pkOptions.allowCredentials is not empty",
            "the credential is one of those allowed";
        AuthenticationCredential, "step 6", Refuses,
            "Identify the user being authenticated",
            "the credential and the user handle belong to the account";
        AuthenticationParts, "step 7", Proceeds,
            "Let cData, authData and sig denote",
            "take the parts of the response";
        AuthenticationClientDataText, "step 8", Refuses,
            "Let JSONtext be the result of running UTF-8 decode",
            "the client data is UTF-8 text";
        AuthenticationClientDataJson, "step 9", Refuses,
            "Let C, the client data claimed as used for the signature",
            "the text is a JSON object with members of the right types";
        AuthenticationType, "step 10", Refuses,
            "Verify that the value of C.type is the string webauthn.get",
            "type is webauthn.get";
        AuthenticationChallenge, "step 11", Refuses,
            "Verify that the value of C.challenge equals",
            "challenge is the one that was issued";
        AuthenticationOrigin, "step 12", Refuses,
            "Verify that the value of C.origin is an origin expected",
            "origin is one of those expected";
        AuthenticationCrossOrigin, "step 13", Refuses,
            "If C.crossOrigin is present and set to true",
            "a cross-origin frame is expected";
        AuthenticationTopOriginExpected, "step 14.1", Refuses,
            "Verify that the Relying Party expects this credential to be used within an iframe that is not",
            "a top origin is there only where framing is expected";
        AuthenticationTopOrigin, "step 14.2", Refuses,
            "Verify that the value of C.topOrigin matches",
            "the page around the frame is one of those expected";
        AuthenticationRpIdHash, "step 15", Refuses,
            "Verify that the rpIdHash in authData",
            "rpIdHash is the hash of the RP ID, or of the AppID where that extension was used";
        AuthenticationUserPresent, "step 16", Refuses,
            "Verify that the UP bit of the flags in authData is set",
            "the user was present";
        AuthenticationUserVerified, "step 17", Refuses,
            "Determine whether user verification is required",
            "the user was verified where that is required";
        AuthenticationBackupFlags, "step 18", Refuses,
            "If the BE bit of the flags in authData is not set",
            "a credential that is not backup eligible is not backed up";
        AuthenticationBackupEligible, "step 19", Refuses,
            "If the credential backup state is used as part",
            "backup eligibility is what it was at registration, and policy agrees";
        AuthenticationClientDataHash, "step 20", Proceeds,
            "Let hash be the result of computing a hash over the cData",
            "hash the client data as it came";
        AuthenticationSignature, "step 21", Refuses,
            "Using credentialRecord.publicKey",
            "the signature is valid under the registered key";
        AuthenticationSignCount, "step 22", Refuses,
            "If authData.signCount is nonzero",
            "the signature counter grew, where policy wants that";
        AuthenticationExtensions, "step 23", Refuses,
            "Process the client extension outputs in clientExtensionResults",
            "no extension output is there that policy refuses; what was asked for is held against its own rules";
        AuthenticationRecord, "step 24", Proceeds,
            "Update credentialRecord with new state values",
            "update the record";
        AuthenticationContinue, "step 25", Proceeds,
            "If all the above steps are successful, continue",
            "continue";
    }
    WebAuthn "5.8.5" "sctn-alg-identifier" {
        CredentialAlgorithmCurve, "list", Refuses,
            "The COSE algorithms registry leaves degrees of freedom",
            "the curve is the one bound to the algorithm, the point uncompressed";
        CredentialPublicKeyOnCurve, "note", Refuses,
            "Note: There are many checks",
            "the key is a valid one: the point on its curve, the sizes in bounds";
    }
    WebAuthn "6.1" "sctn-authenticator-data" {
        AuthenticatorDataLayout, "table", Refuses,
            "The authenticator data structure is a byte array of 37 bytes or more",
            "authenticator data has 37 bytes or more, laid out as the flags say";
        AuthenticatorDataAttested, "AT, attestation", Refuses,
            "For attestation signatures, the authenticator MUST set the AT flag",
            "attested credential data is there in a registration";
        AuthenticatorDataUnattested, "AT, assertion", Refuses,
            "For assertion signatures, the AT flag MUST NOT be set",
            "attested credential data is not there in an authentication";
        AuthenticatorDataExtensions, "ED", Refuses,
            "If the authenticator does not include any extension data",
            "extension data is there exactly if its flag says so, and is a canonical CBOR map from text";
        AuthenticatorDataEnd, "note", Refuses,
            "The authenticator data describes its own length",
            "nothing follows the authenticator data";
    }
    WebAuthn "6.5.1" "sctn-attested-credential-data" {
        AttestedCredentialData, "table", Refuses,
            "Attested credential data is a variable-length byte array",
            "AAGUID, credential ID and public key are all there";
        CredentialPublicKey, "credentialPublicKey", Refuses,
            "The credential public key encoded in COSE_Key format",
            "the credential public key is a COSE_Key in canonical CBOR";
        CredentialPublicKeyParameters, "credentialPublicKey, alg", Refuses,
            "The COSE_Key-encoded credential public key MUST contain the \"alg\" parameter",
            "the key has alg, all that its type requires, and nothing else";
    }
    WebAuthn "8.2" "sctn-packed-attestation" {
        PackedSyntax, "step 1", Refuses,
            "Verify that attStmt is valid CBOR",
            "the statement has alg, sig and perhaps x5c";
        PackedSignature, "step 2, signature", Refuses,
            "Verify that sig is a valid signature over",
            "the attestation key signed";
        PackedCertificate, "step 2, certificate", Refuses,
            "Verify that attestnCert meets the requirements",
            "the certificate is well formed; §8.2.1 has its requirements";
        PackedAaguid, "step 2, AAGUID", Refuses,
            "If attestnCert contains an extension with OID 1.3.6.1.4.1.45724.1.1.4",
            "the AAGUID in the certificate is that of the authenticator";
        PackedSelfAlg, "step 3, alg", Refuses,
            "Validate that alg matches the algorithm of the credentialPublicKey",
            "self attestation uses the algorithm of the credential";
        PackedSelfSignature, "step 3, signature", Refuses,
            "Verify that sig is a valid signature over",
            "the credential key signed";
    }
    WebAuthn "8.2.1" "sctn-packed-attestation-cert-requirements" {
        PackedCertificateVersion, "version", Refuses,
            "Version MUST be set to 3",
            "the certificate is of version 3";
        PackedCertificateSubject, "subject", Refuses,
            "Subject field MUST be set to",
            "the subject has country, organisation, unit \"Authenticator Attestation\" and common name";
        PackedCertificateAaguid, "AAGUID", Refuses,
            "If the related attestation root certificate is used for multiple authenticator models",
            "the AAGUID extension is not critical and wraps 16 bytes twice";
        PackedCertificateBasicConstraints, "basic constraints", Refuses,
            "The Basic Constraints extension MUST have the CA component",
            "basic constraints are there and say that it is no CA";
        PackedCertificateFirmware, "firmware version", Refuses,
            "The firmware of a particular authenticator model",
            "the firmware version extension is a non-negative integer and not critical";
    }
    WebAuthn "8.2.2" "sctn-enterprise-packed-attestation-cert-requirements" {
        PackedCertificateSerialNumber, "serial number", Refuses,
            "The Extension OID 1.3.6.1.4.1.45724.1.1.2",
            "the device serial number extension is an octet string and not critical";
    }
    WebAuthn "8.3" "sctn-tpm-attestation" {
        TpmSyntax, "syntax", Refuses,
            "Verify that attStmt is valid CBOR",
            "the statement has ver, alg, x5c, sig, certInfo and pubArea";
        TpmPublicKey, "public key", Refuses,
            "Verify that the public key specified by the parameters and unique fields",
            "pubArea is the credential public key";
        TpmChain, "certInfo, x5c", Refuses,
            "Verify that x5c is present",
            "x5c is there";
        TpmCertificate, "certInfo, certificate", Refuses,
            "Verify that aikCert meets the requirements",
            "the certificate is well formed; §8.3.1 has its requirements";
        TpmAaguid, "certInfo, AAGUID", Refuses,
            "If aikCert contains an extension with OID 1.3.6.1.4.1.45724.1.1.4",
            "the AAGUID in the certificate is that of the authenticator";
        TpmSignature, "certInfo, signature", Refuses,
            "Verify the sig is a valid signature over certInfo",
            "the attestation identity key signed certInfo";
        TpmCertInfo, "certInfo", Refuses,
            "Validate that certInfo is valid",
            "certInfo is a TPMS_ATTEST structure";
        TpmMagic, "certInfo, magic", Refuses,
            "Verify that magic is set to TPM_GENERATED_VALUE",
            "certInfo was made by a TPM";
        TpmType, "certInfo, type", Refuses,
            "Verify that type is set to TPM_ST_ATTEST_CERTIFY",
            "certInfo certifies a key";
        TpmExtraData, "certInfo, extraData", Refuses,
            "Verify that extraData is set to the hash of attToBeSigned",
            "certInfo is about this registration";
        TpmName, "certInfo, name", Refuses,
            "Verify that attested contains a TPMS_CERTIFY_INFO structure",
            "certInfo is about this key";
    }
    WebAuthn "8.3.1" "sctn-tpm-cert-requirements" {
        TpmCertificateVersion, "version", Refuses,
            "Version MUST be set to 3",
            "the certificate is of version 3";
        TpmCertificateSubject, "subject", Refuses,
            "Subject field MUST be set to empty",
            "the subject is empty";
        TpmCertificateSubjectAltName, "subject alternative name", Refuses,
            "The Subject Alternative Name extension MUST be set",
            "the subject alternative name has TPM manufacturer, model and version";
        TpmCertificateExtendedKeyUsage, "extended key usage", Refuses,
            "The Extended Key Usage extension MUST contain the OID",
            "the extended key usage has tcg-kp-AIKCertificate";
        TpmCertificateBasicConstraints, "basic constraints", Refuses,
            "The Basic Constraints extension MUST have the CA component",
            "basic constraints are there and say that it is no CA";
    }
    WebAuthn "8.4" "sctn-android-key-attestation" {
        AndroidKeySyntax, "syntax", Refuses,
            "Verify that attStmt is valid CBOR",
            "the statement has alg, sig and x5c";
        AndroidKeySignature, "signature", Refuses,
            "Verify that sig is a valid signature over",
            "the certified key signed";
        AndroidKeyPublicKey, "public key", Refuses,
            "Verify that the public key in the first certificate in x5c matches",
            "the certified key is the credential public key";
        AndroidKeyChallenge, "challenge", Refuses,
            "Verify that the attestationChallenge field",
            "the key description is about this registration";
        AndroidKeyAllApplications, "allApplications", Refuses,
            "The AuthorizationList.allApplications field is not present",
            "the key is not for all applications";
        AndroidKeyOrigin, "origin", Refuses,
            "The value in the AuthorizationList.origin field",
            "the key was generated, not imported";
        AndroidKeyPurpose, "purpose", Refuses,
            "The value in the AuthorizationList.purpose field",
            "the key is for signing";
    }
    WebAuthn "8.4.1" "sctn-key-attstn-cert-requirements" {
        AndroidKeyDescription, "key description", Refuses,
            "Android Key Attestation attestation certificate's android key attestation certificate extension data",
            "the first certificate has a well-formed key description";
    }
    WebAuthn "8.5" "sctn-android-safetynet-attestation" {
        SafetyNetSyntax, "syntax", Refuses,
            "Verify that attStmt is valid CBOR",
            "the statement has ver and response";
        SafetyNetResponse, "response", Refuses,
            "Verify that response is a valid SafetyNet response",
            "the response is a JWS with the members it must have";
        SafetyNetNonce, "nonce", Refuses,
            "Verify that the nonce attribute in the payload",
            "the response is about this registration";
        SafetyNetService, "service", Refuses,
            "Verify that the SafetyNet response actually came from the SafetyNet service",
            "the response was signed for attest.android.com and vouches for the device";
    }
    WebAuthn "8.6" "sctn-fido-u2f-attestation" {
        FidoU2fSyntax, "step 1", Refuses,
            "Verify that attStmt is valid CBOR",
            "the statement has x5c and sig";
        FidoU2fCertificate, "step 2", Refuses,
            "Check that x5c has exactly one element",
            "there is one certificate, with a key on P-256";
        FidoU2fCredential, "step 3", Proceeds,
            "Extract the claimed rpIdHash from authenticatorData",
            "take the credential";
        FidoU2fPublicKey, "step 4", Refuses,
            "Convert the COSE_KEY formatted credentialPublicKey",
            "the credential public key is a P-256 point";
        FidoU2fVerificationData, "step 5", Proceeds,
            "Let verificationData be the concatenation",
            "build the signed message";
        FidoU2fSignature, "step 6", Refuses,
            "Verify the sig using verificationData",
            "the attestation key signed";
    }
    WebAuthn "8.7" "sctn-none-attestation" {
        NoneSyntax, "syntax", Refuses,
            "emptyMap = {}",
            "the statement is an empty map";
    }
    WebAuthn "8.8" "sctn-apple-anonymous-attestation" {
        AppleSyntax, "step 1", Refuses,
            "Verify that attStmt is valid CBOR",
            "the statement has x5c";
        AppleNonceToHash, "step 2", Proceeds,
            "Concatenate authenticatorData and clientDataHash to form nonceToHash",
            "build the message";
        AppleNonceHash, "step 3", Proceeds,
            "Perform SHA-256 hash of nonceToHash",
            "hash it";
        AppleNonce, "step 4", Refuses,
            "Verify that nonce equals the value of the extension",
            "the certificate is about this registration";
        ApplePublicKey, "step 5", Refuses,
            "Verify that the credential public key equals the Subject Public Key",
            "the certified key is the credential public key";
    }
    WebAuthn "8.9" "sctn-compound-attestation" {
        CompoundSyntax, "syntax", Refuses,
            "attStmt: [2* nonCompoundAttStmt]",
            "the statement is an array of two or more statements of other formats";
        CompoundStatements, "step 1", Refuses,
            "For each subStmt of attStmt",
            "each statement is verified by its own format";
        CompoundPolicy, "step 2", Refuses,
            "If sufficiently many",
            "as many statements verify as policy demands";
    }
    WebAuthn "10.1.1" "sctn-appid-extension" {
        ExtensionAppId, "appid", Refuses,
            "FIDO AppID Extension (appid)",
            "appid output is true only where it was asked for";
    }
    WebAuthn "10.1.2" "sctn-appid-exclude-extension" {
        ExtensionAppIdExclude, "appidExclude", Refuses,
            "FIDO AppID Exclusion Extension (appidExclude)",
            "appidExclude output is a boolean";
    }
    WebAuthn "10.1.3" "sctn-authenticator-credential-properties-extension" {
        ExtensionCredProps, "credProps", Refuses,
            "Credential Properties Extension (credProps)",
            "credProps output is a dictionary";
    }
    WebAuthn "10.1.4" "prf-extension" {
        ExtensionPrf, "prf", Refuses,
            "Pseudo-random function extension (prf)",
            "prf results are 32 bytes each, as many as inputs were given";
    }
    WebAuthn "10.1.5" "sctn-large-blob-extension" {
        ExtensionLargeBlob, "largeBlob", Refuses,
            "Large blob storage extension (largeBlob)",
            "largeBlob output fits what was asked for";
    }
    WebAuthn "10.1.6" "sctn-remote-client-data-json-extension" {
        ExtensionRemoteClientDataJson, "remoteClientDataJSON", Refuses,
            "Remote Client Data JSON extension",
            "remoteClientDataJSON output is a boolean";
    }
    WebAuthnLevel2 "10.3" "sctn-uvm-extension" {
        ExtensionUvm, "uvm", Refuses,
            "User Verification Method Extension (uvm)",
            "uvm output has one to three entries of three numbers, the same from client and authenticator";
    }
    Ctap "12.1" "sctn-credProtect-extension" {
        ExtensionCredProtect, "credProtect", Refuses,
            "Credential Protection (credProtect)",
            "credProtect output is a level, and where the level is enforced no lower one";
    }
    Ctap "12.2" "sctn-credBlob-extension" {
        ExtensionCredBlob, "credBlob", Refuses,
            "Credential Blob (credBlob)",
            "credBlob output is of its type, the same from client and authenticator";
    }
    Ctap "12.5" "sctn-minpinlength-extension" {
        ExtensionMinPinLength, "minPinLength", Refuses,
            "Minimum PIN Length Extension (minPinLength)",
            "minPinLength output is a number";
    }
    Ctap "12.7" "sctn-hmac-secret-extension" {
        ExtensionHmacSecret, "hmac-secret", Refuses,
            "HMAC Secret Extension (hmac-secret)",
            "hmac-secret output is of its type and as long as the salts given make it";
    }
    Ctap "12.8" "sctn-hmac-secret-make-cred-extension" {
        ExtensionHmacSecretMc, "hmac-secret-mc", Refuses,
            "HMAC Secret MakeCredential Extension (hmac-secret-mc)",
            "hmac-secret-mc output is as long as the salts given make it";
    }
    Rfc5280 "4.2" "section-4.2" {
        PathExtensions, "extensions", Refuses,
            "A certificate MUST NOT include more than one instance",
            "a certificate has each extension once, and each that is read is well formed";
    }
    Rfc5280 "4.2.1.12" "section-4.2.1.12" {
        PathExtendedKeyUsage, "extended key usage", Refuses,
            "the certificate MUST only be used for one of the purposes indicated",
            "the purpose the caller demands is among those of the certificates";
    }
    Rfc5280 "6.1.1" "section-6.1.1" {
        PathAnchor, "(d)", Refuses,
            "trust anchor information, describing a CA",
            "a path leads to an anchor that the caller gave";
    }
    Rfc5280 "6.1.3" "section-6.1.3" {
        PathSignature, "(a)(1)", Refuses,
            "The signature on the certificate can be verified",
            "the issuer's key signed each certificate";
        PathValidity, "(a)(2)", Refuses,
            "The certificate validity period includes the current time",
            "each certificate is valid at the time that the caller gave";
        PathRevocation, "(a)(3)", Refuses,
            "At the current time, the certificate is not revoked",
            "no certificate is revoked, as far as the caller asks";
        PathIssuerName, "(a)(4)", Refuses,
            "The certificate issuer name is the working_issuer_name",
            "each certificate is issued by the subject of the next";
        PathNameConstraints, "(b)(c)", Refuses,
            "verify that the subject name is within one of the permitted_subtrees",
            "the names of each certificate are those that its issuers may certify";
    }
    Rfc5280 "6.1.4" "section-6.1.4" {
        PathNameConstraintsSyntax, "(g)", Refuses,
            "If a name constraints extension is included in the certificate",
            "name constraints are well formed, critical and of a CA";
        PathBasicConstraints, "(k)", Refuses,
            "verify that the basicConstraints extension is present and that cA is set to TRUE",
            "each issuer is a CA certificate of version 3";
        PathLength, "(l)(m)", Refuses,
            "verify that max_path_length is greater than zero",
            "the path is no longer than its issuers and the caller allow";
        PathKeyUsage, "(n)", Refuses,
            "verify that the keyCertSign bit is set",
            "each issuer that says what its key is for says that it signs certificates";
        PathCriticalExtension, "(o)", Refuses,
            "Recognize and process any other critical extension",
            "every critical extension of an issuer is one that this engine processes";
    }
    Rfc5280 "6.1.5" "section-6.1.5" {
        PathLeafKey, "(c)(d)", Refuses,
            "Assign the certificate subjectPublicKey to working_public_key",
            "the key of the leaf is one that signatures can be verified with";
        PathLeafCriticalExtension, "(f)", Refuses,
            "Recognize and process any other critical extension present in the certificate n",
            "every critical extension of the leaf is one that this engine or the caller processes";
    }
    Rfc5280 "6.2" "section-6.2" {
        PathBudget, "limits", Refuses,
            "An implementation MAY augment the algorithm presented in Section 6.1",
            "the search ends within the work that the caller allows";
    }
    Rfc5280 "6.3.3" "section-6.3.3" {
        CrlFreshness, "(a)", Refuses,
            "Update the local CRL cache",
            "the time that the caller gave lies between the list's updates";
        CrlScope, "(b)", Refuses,
            "Verify the issuer and scope of the complete CRL",
            "the list is a complete one by the issuer itself";
        CrlReasons, "(d)", Refuses,
            "Compute the interim_reasons_mask for this CRL",
            "the lists together cover every reason for revocation";
        CrlKeyUsage, "(f)", Refuses,
            "verify that the cRLSign bit is set",
            "an issuer that says what its key is for says that it signs lists";
        CrlSignature, "(g)", Refuses,
            "Validate the signature on the complete CRL",
            "the issuer's key signed the list";
    }
    Rfc5280 "5.2" "section-5.2" {
        CrlExtensions, "extensions", Refuses,
            "If a CRL contains a critical extension that the application cannot process",
            "the list has a number and no critical extension that this engine does not process";
    }
    FidoMds "3.1.7" "sctn-mds-blob" {
        MdsBlob, "BLOB", Refuses,
            "Metadata BLOB",
            "the BLOB is a JWS in compact serialization, of a size that can be";
        MdsHeader, "header", Refuses,
            "Metadata BLOB",
            "the header names an algorithm that this engine takes, and nothing it does not know as critical";
    }
    FidoMds "3.2" "sctn-mds-blob-proc-rules" {
        MdsNextUpdate, "item 3", Refuses,
            "The nextUpdate field of the Metadata BLOB specifies a date",
            "the next BLOB is not overdue, where the caller wants that";
        MdsChainUrl, "item 4", Refuses,
            "If the x5u attribute is present in the JWT Header",
            "the chain stands in the header, as nothing is fetched";
        MdsChain, "item 5", Refuses,
            "the chain should be retrieved from the x5c attribute",
            "the header has a certificate chain, of the service's own host";
        MdsSignature, "item 6, signature", Refuses,
            "Verify the signature of the Metadata BLOB object",
            "the first certificate's key signed the BLOB";
        MdsNumber, "item 6, number", Refuses,
            "ignore the file if its number (no) is less or equal",
            "the number does not go back";
        MdsModel, "item 8", Refuses,
            "Iterate through the individual entries",
            "the model has an entry where the caller demands one, and is one that the caller accepts";
    }
    FidoMds "3.1.6" "sctn-mds-blob-payload" {
        MdsPayload, "payload", Refuses,
            "Metadata BLOB Payload dictionary",
            "the payload has its members, of the right types";
    }
    FidoMds "3.1.1" "sctn-mds-blob-pe" {
        MdsEntry, "entry", Refuses,
            "Metadata BLOB Payload Entry dictionary",
            "the model has one entry, which can be read";
    }
    FidoMds "3.1.3" "sctn-stat-rep" {
        MdsCertification, "certification", Refuses,
            "StatusReport dictionary",
            "the model is certified at the level that the caller wants";
    }
    FidoMds "3.1.4" "enumdef-authenticatorstatus" {
        MdsStatus, "status", Refuses,
            "AuthenticatorStatus enum",
            "no status in effect is one that the caller refuses";
    }
    FidoStatement "4" "sctn-md-keys" {
        MdsStatement, "statement", Refuses,
            "Metadata Keys",
            "the statement has its members, of the right types";
        MdsAttestationTypes, "attestationTypes", Refuses,
            "attestationTypes",
            "the model makes attestations of this type";
    }
    FidoConvenience "3.1" "dictdef-conveniencemetadatapayload" {
        ConveniencePayload, "payload", Refuses,
            "ConvenienceMetadataPayload",
            "the payload of names and pictures is an object with a number";
    }
}

impl Step {
    /// The step of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|step| step.name() == name)
    }

    /// The section's number in its document.
    #[must_use]
    pub const fn section(self) -> &'static str {
        self.clause().section
    }

    /// The address of the section in the published specification.
    #[must_use]
    pub fn url(self) -> alloc::string::String {
        let clause = self.clause();
        alloc::format!("{}#{}", clause.document.url(), clause.anchor)
    }

    /// Whether a response can fail at this step.
    #[must_use]
    pub const fn can_refuse(self) -> bool {
        self.clause().can_refuse
    }
}

impl Document {
    /// The address of the published document.
    #[must_use]
    pub const fn url(self) -> &'static str {
        match self {
            Self::WebAuthn => "https://www.w3.org/TR/webauthn-3/",
            Self::Rfc5280 => "https://www.rfc-editor.org/rfc/rfc5280",
            Self::FidoMds => {
                "https://fidoalliance.org/specs/mds/fido-metadata-service-v3.1.1-ps-20260105.html"
            }
            Self::FidoStatement => {
                "https://fidoalliance.org/specs/mds/fido-metadata-statement-v3.1-ps-20250521.html"
            }
            Self::FidoConvenience => {
                "https://fidoalliance.org/specs/mds/fido-convenience-metadata-service-v1.0-ps-20250521.html"
            }
            Self::Ctap => {
                "https://fidoalliance.org/specs/fido-v2.3-ps-20260226/fido-client-to-authenticator-protocol-v2.3-ps-20260226.html"
            }
            Self::WebAuthnLevel2 => "https://www.w3.org/TR/webauthn-2/",
        }
    }

    /// What stands before "§" in a citation: nothing for the specification itself.
    ///
    /// ```
    /// use countersign_spec::Step;
    ///
    /// assert_eq!(Step::PathAnchor.clause().document.prefix(), "RFC 5280 ");
    /// assert_eq!(Step::PackedSyntax.clause().document.prefix(), "");
    /// ```
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::WebAuthn => "",
            Self::Rfc5280 => "RFC 5280 ",
            Self::FidoMds => "FIDO MDS 3.1.1 ",
            Self::FidoStatement => "FIDO Metadata Statement 3.1 ",
            Self::FidoConvenience => "FIDO Convenience Metadata Service 1.0 ",
            Self::Ctap => "CTAP 2.3 ",
            Self::WebAuthnLevel2 => "WebAuthn Level 2 ",
        }
    }
}

impl fmt::Display for Clause {
    /// Writes the citation, as `§8.2 step 1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}§{} {}",
            self.document.prefix(),
            self.section,
            self.place
        )
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
