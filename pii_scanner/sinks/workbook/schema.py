"""The names a masked workbook may hold: elements and attributes, all others stay behind."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FONT = _words("b i strike condense extend outline shadow u vertAlign sz color name rFont family charset scheme")

RUN_ELEMENTS = _FONT | {"rPr"}

STYLE_PARTS = _words("numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors")

STYLE_ELEMENTS = (
    STYLE_PARTS
    | _FONT
    | _words(
        "numFmt font fill patternFill fgColor bgColor gradientFill stop border left right start end top bottom "
        "diagonal vertical horizontal xf alignment protection cellStyle dxf tableStyle tableStyleElement "
        "indexedColors rgbColor mruColors"
    )
)

SHEET_ELEMENTS = _words(
    "sheetPr tabColor outlinePr pageSetUpPr dimension sheetViews sheetView pane selection "
    "sheetFormatPr cols col sheetProtection mergeCells mergeCell printOptions pageMargins "
    "pageSetup rowBreaks colBreaks brk ignoredErrors ignoredError"
)

_COLOURS = _words(
    "srgbClr schemeClr sysClr prstClr scrgbClr hslClr tint shade comp inv gray alpha alphaOff alphaMod hue hueOff "
    "hueMod sat satOff satMod lum lumOff lumMod red redOff redMod green greenOff greenMod blue blueOff blueMod "
    "gamma invGamma"
)
_SHAPES = _words(
    "ln noFill solidFill gradFill gsLst gs lin path fillToRect tileRect pattFill fgClr bgClr prstDash round bevel "
    "miter headEnd tailEnd effectLst outerShdw innerShdw glow softEdge reflection blur prstShdw scene3d camera rot "
    "lightRig sp3d bevelT bevelB contourClr extrusionClr xfrm off ext prstGeom avLst"
)
_TEXT_ELEMENTS = _words(
    "p r t br rPr pPr endParaRPr bodyPr lstStyle defRPr latin ea cs sym font lnSpc spcBef spcAft spcPct spcPts "
    "normAutofit noAutofit spAutoFit flatTx buNone"
)

THEME_ELEMENTS = (
    _COLOURS
    | _SHAPES
    | _TEXT_ELEMENTS
    | _words(
        "themeElements clrScheme dk1 lt1 dk2 lt2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink "
        "fontScheme majorFont minorFont fmtScheme fillStyleLst lnStyleLst effectStyleLst effectStyle bgFillStyleLst"
    )
)

CHART_ELEMENTS = (
    _COLOURS
    | _SHAPES
    | _TEXT_ELEMENTS
    | _words(
        "date1904 lang roundedCorners style chart title tx strRef f rich v layout manualLayout layoutTarget xMode "
        "yMode wMode hMode x y w h overlay spPr txPr autoTitleDeleted view3D rotX hPercent rotY depthPercent rAngAx "
        "perspective floor sideWall backWall thickness plotArea legend legendPos legendEntry plotVisOnly "
        "dispBlanksAs showDLblsOverMax dTable showHorzBorder showVertBorder showOutline showKeys "
        "barChart bar3DChart lineChart line3DChart pieChart pie3DChart ofPieChart doughnutChart areaChart "
        "area3DChart scatterChart bubbleChart radarChart stockChart surfaceChart surface3DChart barDir grouping "
        "varyColors gapWidth gapDepth overlap serLines axId hiLowLines upDownBars upBars downBars dropLines "
        "firstSliceAng holeSize scatterStyle radarStyle bubbleScale showNegBubbles sizeRepresents wireframe bandFmts "
        "bandFmt ofPieType splitType splitPos custSplit secondPiePt secondPieSize "
        "ser idx order invertIfNegative dPt explosion dLbls dLbl delete numFmt dLblPos showLegendKey showVal "
        "showCatName showSerName showPercent showBubbleSize separator showLeaderLines leaderLines trendline "
        "trendlineType name period forward backward intercept dispRSqr dispEq trendlineLbl errBars errDir errBarType "
        "errValType noEndCap plus minus val cat xVal yVal bubbleSize bubble3D numRef multiLvlStrRef smooth marker "
        "symbol size shape "
        "catAx valAx dateAx serAx scaling orientation max min logBase axPos majorGridlines minorGridlines "
        "majorTickMark minorTickMark tickLblPos crossAx crosses crossesAt crossBetween majorUnit minorUnit auto "
        "lblAlgn lblOffset noMultiLvlLbl tickLblSkip tickMarkSkip baseTimeUnit majorTimeUnit minorTimeUnit dispUnits "
        "builtInUnit custUnit dispUnitsLbl"
    )
)

EXTENDED_ELEMENTS = _words(
    "sparkline colorSeries colorNegative colorAxis colorMarkers colorFirst colorLast colorHigh colorLow f sqref "
    "dataBar iconSet colorScale cfvo cfIcon color fillColor borderColor negativeFillColor negativeBorderColor axisColor "
    "formula1 formula2 dxf font fill patternFill fgColor bgColor border left right top bottom b i u strike"
)
"""Names of the extensions of 2009 (x14), and of the differential formats within them."""

TEXT_ATTRIBUTES = _words(
    "name val typeface text prompt promptTitle error errorTitle defaultTableStyle defaultPivotStyle "
    "headerRowCellStyle dataCellStyle totalsRowCellStyle"
)
"""Attributes whose value is free text; the value of any other attribute is a number or a keyword."""

_STYLE_ATTRIBUTES = _words(
    "count numFmtId formatCode rgb theme tint indexed auto patternType type degree position diagonalUp diagonalDown "
    "outline style fontId fillId borderId xfId applyNumberFormat applyFont applyFill applyBorder applyAlignment "
    "applyProtection quotePrefix pivotButton horizontal vertical textRotation wrapText indent relativeIndent "
    "justifyLastLine shrinkToFit readingOrder locked hidden builtinId iLevel customBuiltin pivot table dxfId size "
    "left right top bottom"
)
_SHEET_ATTRIBUTES = _words(
    "syncHorizontal syncVertical transitionEvaluation transitionEntry applyStyles summaryBelow summaryRight "
    "showOutlineSymbols autoPageBreaks fitToPage ref windowProtection showFormulas showGridLines showRowColHeaders "
    "showZeros rightToLeft tabSelected showRuler defaultGridColor showWhiteSpace view topLeftCell colorId zoomScale "
    "zoomScaleNormal zoomScaleSheetLayoutView zoomScalePageLayoutView workbookViewId xSplit ySplit activePane state "
    "pane activeCell activeCellId sqref baseColWidth defaultColWidth defaultRowHeight customHeight zeroHeight "
    "thickTop thickBottom outlineLevelRow outlineLevelCol min max width bestFit customWidth phonetic outlineLevel "
    "collapsed horizontalCentered verticalCentered headings gridLines gridLinesSet header footer paperSize "
    "paperHeight paperWidth scale firstPageNumber fitToWidth fitToHeight pageOrder orientation usePrinterDefaults "
    "blackAndWhite draft cellComments useFirstPageNumber errors horizontalDpi verticalDpi copies id man pt evalError "
    "twoDigitTextYear numberStoredAsText formula formulaRange unlockedFormula emptyCellReference "
    "listDataValidation calculatedColumn differentOddEven differentFirst scaleWithDoc alignWithMargins"
)
_PROTECTION_ATTRIBUTES = _words(
    "password algorithmName hashValue saltValue spinCount sheet objects scenarios formatCells formatColumns "
    "formatRows insertColumns insertRows insertHyperlinks deleteColumns deleteRows selectLockedCells sort autoFilter "
    "pivotTables selectUnlockedCells workbookPassword revisionsPassword lockStructure lockWindows lockRevision "
    "workbookAlgorithmName workbookHashValue workbookSaltValue workbookSpinCount revisionsAlgorithmName "
    "revisionsHashValue revisionsSaltValue revisionsSpinCount"
)
_RULE_ATTRIBUTES = _words(
    "priority stopIfTrue aboveAverage percent bottom operator timePeriod rank stdDev equalAverage minLength maxLength "
    "showValue iconSet reverse gte errorStyle imeMode allowBlank showDropDown showInputMessage showErrorMessage"
)
_EXTENDED_ATTRIBUTES = _words(
    "displayEmptyCellsAs markers high low first last negative displayXAxis displayHidden minAxisType maxAxisType "
    "lineWeight dateAxis direction gradient border negativeBarColorSameAsPositive negativeBarBorderColorSameAsPositive "
    "axisPosition custom iconId"
)
_TABLE_ATTRIBUTES = _words(
    "headerRowCount totalsRowCount totalsRowShown headerRowDxfId dataDxfId totalsRowDxfId headerRowBorderDxfId "
    "tableBorderDxfId totalsRowBorderDxfId totalsRowFunction showFirstColumn showLastColumn showRowStripes "
    "showColumnStripes"
)
_WINDOW_ATTRIBUTES = _words(
    "visibility minimized showHorizontalScroll showVerticalScroll showSheetTabs xWindow yWindow windowWidth "
    "windowHeight tabRatio autoFilterDateGrouping"
)
_DRAWING_ATTRIBUTES = _words(
    "lastClr script panose pitchFamily charset w cap cmpd algn len rot spcFirstLastPara vertOverflow horzOverflow "
    "vert wrap lIns tIns rIns bIns numCol anchor anchorCtr rtlCol fromWordArt forceAA compatLnSpc upright lang "
    "altLang sz b i u strike kern spc baseline normalizeH pos ang scaled flip rotWithShape path l t r blurRad dist "
    "dir sx sy kx ky rad prst x y cx cy lvl marL marR defTabSz rtl eaLnBrk fontAlgn latinLnBrk hangingPunct hue sat "
    "lum rig lat lon rev fov zoom prstMaterial extrusionH contourW z h stA stPos endA endPos fadeDir sourceLinked"
)

ATTRIBUTES = (
    TEXT_ATTRIBUTES
    | _STYLE_ATTRIBUTES
    | _SHEET_ATTRIBUTES
    | _PROTECTION_ATTRIBUTES
    | _RULE_ATTRIBUTES
    | _EXTENDED_ATTRIBUTES
    | _TABLE_ATTRIBUTES
    | _WINDOW_ATTRIBUTES
    | _DRAWING_ATTRIBUTES
)
