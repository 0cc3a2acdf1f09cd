using Bridge.Core.Users;

namespace Bridge.Translation;

public sealed class PhoneCountryTests
{
    [TestCase("12025550123", "US")]
    [TestCase("19832550123", "US")]
    [TestCase("18005550123", "US", TestName = "Toll-free numbers of +1 count as the United States', as libphonenumber has it")]
    [TestCase("12045550123", "CA")]
    [TestCase("14165550123", "CA")]
    [TestCase("18674450123", "CA")]
    [TestCase("12425550123", "BS")]
    [TestCase("12464560123", "BB")]
    [TestCase("12645550123", "AI")]
    [TestCase("12684640123", "AG")]
    [TestCase("12845550123", "VG")]
    [TestCase("13405550123", "VI")]
    [TestCase("13455550123", "KY")]
    [TestCase("14415550123", "BM")]
    [TestCase("14735550123", "GD")]
    [TestCase("16495550123", "TC")]
    [TestCase("16585550123", "JM")]
    [TestCase("18765550123", "JM")]
    [TestCase("16645550123", "MS")]
    [TestCase("16705550123", "MP")]
    [TestCase("16715550123", "GU")]
    [TestCase("16845550123", "AS")]
    [TestCase("17215550123", "SX")]
    [TestCase("17585550123", "LC")]
    [TestCase("17675550123", "DM")]
    [TestCase("17845550123", "VC")]
    [TestCase("17875550123", "PR")]
    [TestCase("19395550123", "PR")]
    [TestCase("18095550123", "DO")]
    [TestCase("18295550123", "DO")]
    [TestCase("18495550123", "DO")]
    [TestCase("18685550123", "TT")]
    [TestCase("18695550123", "KN")]
    public void A_number_of_the_North_American_plan_is_placed_by_its_area_code(string digits, string country)
    {
        var found = PhoneCountry.Of(digits);

        Assert.That(found, Is.EqualTo(country));
    }

    [TestCase("79161234567", "RU")]
    [TestCase("74951234567", "RU")]
    [TestCase("77011234567", "KZ")]
    [TestCase("77172123456", "KZ")]
    [TestCase("390612345678", "IT")]
    [TestCase("393331234567", "IT")]
    [TestCase("390669712345", "IT")]
    [TestCase("390669812345", "VA")]
    [TestCase("442071234567", "GB")]
    [TestCase("447400123456", "GB")]
    [TestCase("447911023456", "GB")]
    [TestCase("447911123456", "GG")]
    [TestCase("447781123456", "GG")]
    [TestCase("441481234567", "GG")]
    [TestCase("447797123456", "JE")]
    [TestCase("447509123456", "JE")]
    [TestCase("441534234567", "JE")]
    [TestCase("447624123456", "IM")]
    [TestCase("441624612345", "IM")]
    [TestCase("4721234567", "NO")]
    [TestCase("4778123456", "NO")]
    [TestCase("4779123456", "SJ")]
    [TestCase("61412345678", "AU")]
    [TestCase("61255501234", "AU")]
    [TestCase("61891641234", "CX")]
    [TestCase("61891621234", "CC")]
    [TestCase("212612345678", "MA")]
    [TestCase("212528712345", "MA")]
    [TestCase("212528812345", "EH")]
    [TestCase("212528912345", "EH")]
    [TestCase("262692123456", "RE")]
    [TestCase("262262123456", "RE")]
    [TestCase("262639012345", "YT")]
    [TestCase("262269061234", "YT")]
    [TestCase("29021234", "SH")]
    [TestCase("2908123", "TA")]
    [TestCase("358412345678", "FI")]
    [TestCase("358171234567", "FI")]
    [TestCase("358181234567", "AX")]
    [TestCase("590690123456", "GP")]
    [TestCase("590590201234", "GP")]
    [TestCase("590590271234", "BL")]
    [TestCase("590590501234", "MF")]
    [TestCase("59995181234", "CW")]
    [TestCase("5993181234", "BQ")]
    [TestCase("5994161234", "BQ")]
    [TestCase("5997151234", "BQ")]
    public void A_calling_code_shared_by_countries_is_told_apart_by_the_digits_after_it(string digits, string country)
    {
        var found = PhoneCountry.Of(digits);

        Assert.That(found, Is.EqualTo(country));
    }

    [TestCase("447599999999", "GB")]
    [TestCase("61599999999", "AU")]
    [TestCase("5995999999", "CW")]
    public void A_range_newer_than_the_table_belongs_to_the_main_country_of_its_calling_code(string digits, string country)
    {
        var found = PhoneCountry.Of(digits);

        Assert.That(found, Is.EqualTo(country));
    }

    [TestCase("5511961234567", "BR")]
    [TestCase("551161234567", "BR")]
    [TestCase("5215512345678", "MX")]
    [TestCase("525512345678", "MX")]
    [TestCase("5491123456789", "AR")]
    [TestCase("541123456789", "AR")]
    public void Old_and_new_forms_of_a_number_are_of_the_same_country(string digits, string country)
    {
        var found = PhoneCountry.Of(digits);

        Assert.That(found, Is.EqualTo(country));
    }

    [TestCase("80012345678", TestName = "International freephone has no country")]
    [TestCase("80812345678", TestName = "International shared cost has no country")]
    [TestCase("870773123456", TestName = "Inmarsat has no country")]
    [TestCase("87810123456789", TestName = "Universal personal numbers have no country")]
    [TestCase("881612345678", TestName = "Satellite phones have no country")]
    [TestCase("882160000000", TestName = "International networks +882 have no country")]
    [TestCase("883510012345678", TestName = "International networks +883 have no country")]
    [TestCase("979123456789", TestName = "International premium rate has no country")]
    [TestCase("12115550123", TestName = "A service code instead of an area code has no country")]
    [TestCase("19995550123", TestName = "An unassigned area code has no country")]
    [TestCase("71234567890", TestName = "An unassigned range of +7 has no country")]
    [TestCase("2101234567", TestName = "An unassigned calling code has no country")]
    [TestCase("0712345678", TestName = "A national number has no country")]
    [TestCase("1", TestName = "A calling code that needs more digits has no country")]
    [TestCase("", TestName = "Nothing has no country")]
    [TestCase("+4915112345678", TestName = "Digits are expected without a plus")]
    [TestCase("49151x2345678", TestName = "What is not digits has no country")]
    [TestCase("４９1511234567", TestName = "Digits of other scripts are not digits")]
    [TestCase("1203630255012345", TestName = "More than 15 digits are no phone number")]
    public void What_belongs_to_no_country_is_absent(string digits)
    {
        var found = PhoneCountry.Of(digits);

        Assert.That(found, Is.Null);
    }

    [TestCaseSource(nameof(OneNumberPerCountry))]
    public void Every_country_is_found_by_a_number_of_its_own(string country, string digits)
    {
        var found = PhoneCountry.Of(digits);

        Assert.That(found, Is.EqualTo(country));
    }

    [Test]
    public void Finding_a_country_allocates_nothing()
    {
        PhoneCountry.Of("447911123456");
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            PhoneCountry.Of("447911123456");
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [TestCase("US.13491208655302741918", "US")]
    [TestCase("BR.ENT.11815799212886844830", "BR")]
    [TestCase("XK.1", "XK")]
    [TestCase("US", null)]
    [TestCase("USA.13491208655302741918", null)]
    [TestCase("U.13491208655302741918", null)]
    [TestCase("us.13491208655302741918", null)]
    [TestCase("49.15112345678", null)]
    [TestCase(".US.1", null)]
    [TestCase("", null)]
    public void A_business_scoped_id_starts_with_its_country(string bsuid, string? country)
    {
        var found = PhoneCountry.OfBsuid(bsuid);

        Assert.That(found, Is.EqualTo(country));
    }

    private static IEnumerable<object[]> OneNumberPerCountry =>
        Examples.Split(',', StringSplitOptions.TrimEntries).Select(example => example.Split(' ').ToArray<object>());

    /// <summary>
    /// The mobile examples of libphonenumber-js 1.13.16; a fixed line where a territory's mobile numbers are another country's.
    /// </summary>
    private const string Examples = """
        AC 24740123, AD 376312345, AE 971501234567, AF 93701234567, AG 12684641234, AI 12642351234, AL 355672123456, AM 37477123456,
        AO 244923123456, AR 5491123456789, AS 16847331234, AT 43664123456, AU 61412345678, AW 2975601234, AX 358181234567,
        AZ 994401234567, BA 38761123456, BB 12462501234, BD 8801812345678, BE 32450001234, BF 22670123456, BG 35943012345,
        BH 97336001234, BI 25779561234, BJ 2290195123456, BL 590590271234, BM 14413701234, BN 6737123456, BO 59171234567, BQ 5993181234,
        BR 5511961234567, BS 12423591234, BT 97517123456, BW 26771123456, BY 375294911911, BZ 5016221234, CA 15062345678,
        CC 61891621234, CD 243991234567, CF 23670012345, CG 242061234567, CH 41781234567, CI 2250123456789, CK 68271234, CL 56221234567,
        CM 237671234567, CN 8613123456789, CO 573211234567, CR 50683123456, CU 5351234567, CV 2389911234, CW 59995181234,
        CX 61891641234, CY 35796123456, CZ 420601123456, DE 4915123456789, DJ 25377831001, DK 4534412345, DM 17672251234,
        DO 18092345678, DZ 213551234567, EC 593991234567, EE 37251234567, EG 201001234567, EH 212528812345, ER 2917123456,
        ES 34612345678, ET 251911234567, FI 358412345678, FJ 6797012345, FK 50051234, FM 6913501234, FO 298211234, FR 33612345678,
        GA 24106031234, GB 447400123456, GD 14734031234, GE 995555123456, GF 594694201234, GG 447781123456, GH 233231234567,
        GI 35057123456, GL 299221234, GM 2203012345, GN 224601123456, GP 590690001234, GQ 240222123456, GR 306912345678, GT 50251234567,
        GU 16713001234, GW 245955012345, GY 5926091234, HK 85251234567, HN 50491234567, HR 385921234567, HT 50934101234, HU 36201234567,
        ID 62812345678, IE 353850123456, IL 972502345678, IM 447624123456, IN 918123456789, IO 2463801234, IQ 9647912345678,
        IR 989123456789, IS 3546111234, IT 393123456789, JE 447797712345, JM 18762101234, JO 962790123456, JP 819012345678,
        KE 254712123456, KG 996700123456, KH 85591234567, KI 68672001234, KM 2693212345, KN 18697652917, KP 8501921234567,
        KR 821020000000, KW 96550012345, KY 13453231234, KZ 77710009998, LA 8562023123456, LB 96171123456, LC 17582845678,
        LI 423660234567, LK 94712345678, LR 231770123456, LS 26650123456, LT 37061234567, LU 352628123456, LV 37121234567,
        LY 218912345678, MA 212650123456, MC 377612345678, MD 37362112345, ME 38260123456, MF 590590501234, MG 261321234567,
        MH 6922351234, MK 38972345678, ML 22365012345, MM 9592123456, MN 97688123456, MO 85366123456, MP 16702345678, MQ 596696201234,
        MR 22222123456, MS 16644923456, MT 35696961234, MU 23052512345, MV 9607712345, MW 265991234567, MX 522221234567, MY 60123456789,
        MZ 258821234567, NA 264811234567, NC 687751234, NE 22793123456, NF 672381234, NG 2348021234567, NI 50581234567, NL 31612345678,
        NO 4740612345, NP 9779841234567, NR 6745551234, NU 6838884012, NZ 64211234567, OM 96892123456, PA 50761234567, PE 51912345678,
        PF 68987123456, PG 67570123456, PH 639051234567, PK 923012345678, PL 48512345678, PM 508551234, PR 17872345678, PS 970599123456,
        PT 351912345678, PW 6806201234, PY 595961456789, QA 97433123456, RE 262692123456, RO 40712034567, RS 381601234567,
        RU 79123456789, RW 250720123456, SA 966512345678, SB 6777421234, SC 2482510123, SD 249911231234, SE 46701234567, SG 6581234567,
        SH 29051234, SI 38631234567, SJ 4779123456, SK 421912123456, SL 23225123456, SM 37866661212, SN 221701234567, SO 25271123456,
        SR 5977412345, SS 211977123456, ST 2399812345, SV 50370123456, SX 17215205678, SY 963944567890, SZ 26876123456, TA 2908999,
        TC 16492311234, TD 23563012345, TG 22890112345, TH 66812345678, TJ 992917123456, TK 6907290, TL 67077212345, TM 99366123456,
        TN 21620123456, TO 6767715123, TR 905012345678, TT 18682911234, TV 688901234, TW 886912345678, TZ 255621234567, UA 380501234567,
        UG 256712345678, US 12015550123, UY 59894231234, UZ 998912345678, VA 390669812345, VC 17844301234, VE 584121234567,
        VG 12843001234, VI 13406421234, VN 84912345678, VU 6785912345, WF 681821234, WS 6857212345, XK 38343201234, YE 967712345678,
        YT 262639012345, ZA 27711234567, ZM 260955123456, ZW 263712345678
        """;
}
